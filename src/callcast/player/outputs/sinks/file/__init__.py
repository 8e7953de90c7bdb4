"""A channel recorded for audit: a file an hour, of which nothing is lost when the process dies."""
