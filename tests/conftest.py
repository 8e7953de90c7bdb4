"""Hypothesis: the same examples each time, and no clock, for the machine may be busy. Speech: one quick engine."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("callcast", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("callcast")

# For the programs that tests start: without it all engines of this machine would speak, which takes long to load.
os.environ["CALLCAST_SPEECH__ENGINES"] = '["espeak"]'
