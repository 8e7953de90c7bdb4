"""Where what was accepted is kept."""
