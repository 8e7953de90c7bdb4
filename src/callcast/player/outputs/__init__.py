"""Where a channel goes."""
