"""What a board shows of the calls that came, one after the other."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from callcast.player.board.state import Called

RECENT = 20
"""Calls that are remembered, more than any layout has room for."""


@dataclass(frozen=True)
class Calls:
    """The call that stands large, until the next one; those before it, newest first; or a text meanwhile."""

    now: Called | None = None
    recent: tuple[Called, ...] = ()
    text: Called | None = None

    @classmethod
    def of(cls, calls: Iterable[Called]) -> "Calls":
        """Those that were, newest first."""
        made = cls()
        for one in reversed([*calls]):
            made = made.begin(one)
        return made

    def begin(self, called: Called) -> "Calls":
        """It is being spoken: a call takes the place of the last one, anything else covers that until it ends.

        A number that is called again leaves where it stood.
        """
        if not called.number:
            return replace(self, text=called)
        before = (self.now, *self.recent) if self.now else self.recent
        others = tuple(other for other in before if other.number != called.number)
        return Calls(called, others[:RECENT])

    def without(self, called: Called) -> "Calls":
        """It was taken back: the one before it stands there again."""
        calls = (self.now, *self.recent) if self.now else self.recent
        others = tuple(other for other in calls if other != called)
        return replace(self, now=next(iter(others), None), recent=others[1:])

    def end(self) -> "Calls":
        """Nothing is being spoken."""
        return replace(self, text=None)

    @property
    def shown(self) -> tuple[tuple[Called, ...], tuple[Called, ...]]:
        """What is being called, and what was before."""
        now = (self.now,) if self.now else ()
        return ((self.text,), (*now, *self.recent)) if self.text else (now, self.recent)
