"""Hypothesis for this room: the same examples each time, no clock."""

from hypothesis import settings

settings.register_profile("media", derandomize=True, deadline=None, max_examples=12)
settings.load_profile("media")
