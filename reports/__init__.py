"""What leaves the house as a file: made from a snapshot, the same from a page and from the command line."""
