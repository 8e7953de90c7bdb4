"""Hypothesis: the same examples each time, and no clock, for the machine may be busy."""

from hypothesis import HealthCheck, settings

settings.register_profile("callcast", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("callcast")
