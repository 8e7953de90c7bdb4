"""The only room with time."""
