"""The tests, one module for each part of the house."""
