"""Outputs with one destination."""
