"""Whose turn it is: calls of several counters are said one of each, by turns, and not all of one before the others.

Start-time fair queueing (Goyal, Vin, Cheng: ACM SIGCOMM 1996), with an announcement as the unit.
"""


class Turns:
    """Gives each announcement its turn when it comes: a number. Lower ones are said first, of equals the older one."""

    def __init__(self) -> None:
        """Nobody has had a turn."""
        self._now = 0
        self._last: dict[str, int] = {}

    def of(self, source: str) -> int:
        """The turn of the next one of `source`; one of no source ("") waits for nobody's turn but the present one."""
        if not source:
            return self._now
        turn = max(self._now, self._last.get(source, -1) + 1)
        self._last[source] = turn
        return turn

    def begun(self, turn: int) -> None:
        """It is being said; who comes later is not put before those who waited."""
        self._now = max(self._now, turn)
        self._last = {source: last for source, last in self._last.items() if last >= self._now}
