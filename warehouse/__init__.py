"""The meaning of every number: SQL files hold it, the Python beside them only runs it."""
