"""A channel's level in the terminal."""
