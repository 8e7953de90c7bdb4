"""Whole numbers in words, language by language. Each takes 0 to `LIMIT` - 1."""

LIMIT = 10**12
