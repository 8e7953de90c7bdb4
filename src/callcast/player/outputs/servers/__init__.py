"""Outputs with many readers."""
