"""Messages between the halves."""
