"""Functions of samples; no clock, no text."""
