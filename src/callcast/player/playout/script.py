"""What an announcement is made of, in ticks: what is said in one go, and in which order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True)
class Part:
    """A clip by its `key` (its digest), or silence without one; `ticks` long. `voice`: it says the words."""

    ticks: int
    key: str | None = None
    voice: bool = False


@dataclass(frozen=True)
class Script:
    """All that an announcement needs.

    `body` is repeated, then each of the `others` (the same in other languages) is said once; `chime` is heard once
    before, `wake` after long silence only. `more`: the others are still being made.
    """

    body: tuple[Part, ...]
    chime: Part | None = None
    wake: Part | None = None
    others: tuple[tuple[Part, ...], ...] = ()
    more: bool = False

    def after(self, repeat: int) -> "list[Body]":
        """What is said after `body` was said once, with so many times of it in all."""
        return [*[Body(self.body, again=True)] * (repeat - 1), *map(Body, self.others)]


class Body(NamedTuple):
    """Something that is said in one go; `again`: it was said before."""

    parts: tuple[Part, ...]
    again: bool = False

    @property
    def ticks(self) -> int:
        """Length in ticks."""
        return sum(part.ticks for part in self.parts)


def fitting(bodies: Sequence[Body], pause: int, room: int) -> list[Body]:
    """Those that go into `room` ticks, each behind a `pause`, in their order: new languages rather than repeats."""
    kept = set()
    for number in sorted(range(len(bodies)), key=lambda number: bodies[number].again):
        needs = pause + bodies[number].ticks
        if needs <= room:
            room -= needs
            kept.add(number)
    return [body for number, body in enumerate(bodies) if number in kept]


class Placement(NamedTuple):
    """The clip `key` starts at `tick`."""

    tick: int
    key: str


@dataclass
class Laid:
    """Parts that were laid on in turn; `at` is the tick of the next."""

    at: int
    placements: list[Placement] = field(default_factory=list)
    voiced: list[int] = field(default_factory=list)

    def lay(self, *parts: Part) -> None:
        """One behind the other."""
        for part in parts:
            if part.key is not None:
                self.placements.append(Placement(self.at, part.key))
            if part.voice:
                self.voiced.extend((self.at, self.at + part.ticks))
            self.at += part.ticks

    @property
    def voice(self) -> tuple[int, int]:
        """Ticks of the first and behind the last of it; there must be some."""
        return self.voiced[0], self.voiced[-1]
