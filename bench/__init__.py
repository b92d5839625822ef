"""How long a load takes, beside what the same bytes cost without us."""
