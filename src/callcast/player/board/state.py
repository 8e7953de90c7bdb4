"""What a board shows: made outside, so that a picture depends on nothing else."""

from dataclasses import dataclass

from callcast.bus.messages import Line


@dataclass(frozen=True)
class Called:
    """What is shown of a call; any may be empty. `text` is shown where there is no `number`."""

    number: str
    place: str
    text: str
    name: str = ""


@dataclass(frozen=True)
class BoardState:
    """`now` is being called; `recent` was before, newest first, without those of `now`; the rest are numbers of orders.

    `clock` is the time as it is shown, "14:05". With `flash` the region of the call is lit: two states that differ
    in it alone, shown in turn, are the flash of a new call.
    """

    now: tuple[Called, ...] = ()
    recent: tuple[Called, ...] = ()
    lines: tuple[Line, ...] = ()
    preparing: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    message: str = ""
    hours: str = ""
    title: str = ""
    clock: str = ""
    flash: bool = False
