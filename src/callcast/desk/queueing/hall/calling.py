"""A call that is to be announced."""

from dataclasses import dataclass

from callcast.bus.messages import Call


@dataclass(frozen=True)
class Calling:
    """The announcement `id` of a `call` by the `template`, in `langs` (none: the channels'), on `channels` (none: all).

    Calls from several `source`s (counters, stalls) take turns.
    """

    id: str
    call: Call
    template: str
    langs: tuple[str, ...]
    channels: tuple[str, ...]
    source: str
