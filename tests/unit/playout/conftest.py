"""Hypothesis for this room: the same examples each time, no clock."""

from hypothesis import settings

settings.register_profile("playout", derandomize=True, deadline=None)
settings.load_profile("playout")
