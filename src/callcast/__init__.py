"""Callcast: calls, spoken at once, on live channels that never stop."""

__version__ = "0.1.0"
