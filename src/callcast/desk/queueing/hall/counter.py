"""A counter: where people are served."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """A counter serves `line`, whose people grow old `weight` times as fast there."""

    line: str
    weight: float = 1.0


@dataclass(frozen=True)
class Counter:
    """It serves the lines of `shares`, in that mix, while it is `open`; `place` is where people are called to: "3".

    What it calls is said on `channels`, or where the line says (none). `version` counts its changes.
    """

    id: str
    name: str
    place: str
    shares: tuple[Share, ...]
    channels: tuple[str, ...] = ()
    open: bool = False
    operator: str = ""
    version: int = 0
