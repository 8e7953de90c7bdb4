"""How long to wait before the next attempt."""

from collections.abc import Callable

FIRST, MOST = 1.0, 600.0
"""Seconds."""


def pause(attempt: int, random: Callable[[], float]) -> float:
    """Seconds after the `attempt`th failure: doubled each time, of which the half by chance (`random`: 0 to 1).

    So that those who failed together do not come back together, and none comes back at once.
    """
    full = min(MOST, FIRST * 2.0 ** min(attempt - 1, 30))
    return full / 2 + full / 2 * random()
