"""From the bureau's files to staging tables: read, clean, hold against the contract, decide the fate of every row."""
