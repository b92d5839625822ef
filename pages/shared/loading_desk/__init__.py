"""The desk of the person who loads: inbox, runs, what a check found. The one place where pages meet the pipeline."""
