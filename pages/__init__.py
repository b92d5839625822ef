"""One script per question that a reader asks."""
