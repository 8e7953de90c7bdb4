"""Setting up a site: its lines, counters and items, one by one or from a file."""
