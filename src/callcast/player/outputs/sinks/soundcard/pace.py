"""How much faster or slower than it says a card takes sound: a controller on what waits for it.

The card's clock and ours differ by some parts in 100,000, of a bad one in 1,000. What waits grows or shrinks by that,
integrated. So the rate is corrected by the error of the level and by the sum of the errors (a PI controller, critically
damped): the level returns to where it should be whatever the difference is, and stays.
"""

from dataclasses import dataclass

MOST = 0.01
"""Greatest correction: ten times the worst clock, and a sixth of a semitone, which nobody hears in speech."""

WINDOW = 1.0
"""Seconds over which the level is averaged: sound comes and goes in blocks, and the rate must not tremble with them."""

_OMEGA = 0.2
"""Radians a second, the bandwidth: a clock off by 0.5 % moves the level by 10 ms at most, before it is known."""


@dataclass
class Pace:
    """The correction for a level that should be `target` seconds.

    Time is that of what was taken, so no clock is read.
    """

    target: float
    correction: float = 0.0
    """So much faster than nominal the sound must be used up: 0.001 is one part in a thousand."""
    _drift: float = 0.0
    _sum: float = 0.0
    _time: float = 0.0

    def observe(self, level: float, seconds: float) -> None:
        """The level was `level` seconds while `seconds` of sound were taken."""
        self._sum += level * seconds
        self._time += seconds
        if self._time < WINDOW:
            return
        error = self._sum / self._time - self.target
        self._drift = _limited(self._drift + _OMEGA**2 * error * self._time)
        self.correction = _limited(self._drift + 2 * _OMEGA * error)
        self.rest()

    def rest(self) -> None:
        """Forget what was observed since the last correction, as after a gap; the drift stays known."""
        self._sum = self._time = 0.0


def _limited(correction: float) -> float:
    return max(-MOST, min(MOST, correction))
