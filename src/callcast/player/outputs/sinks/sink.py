"""What a sink is: one destination of one channel."""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from callcast.player.outputs.channel import Channel
from callcast.player.outputs.sinks.settings import SinkSettings


@dataclass(frozen=True)
class Flow:
    """What has gone into a sink so far. Counters only grow while the sink is.

    `live`: somebody takes it now, or could. `frames` were delivered, `dropped` were lost since who takes them was slow.
    `readers` take it now; a sink that has one destination counts that.
    """

    live: bool = False
    frames: int = 0
    dropped: int = 0
    readers: int = 0


class Sink(Protocol):
    """One destination of one channel, for as long as its settings stand.

    A kind of sink is an entry point of `callcast.sinks`, whose name is the `kind` in the settings.
    """

    settings: ClassVar[type[SinkSettings]]
    """What it can be told; its field `kind` is a `Literal` of the entry point's name."""

    def __init__(self, channel: Channel, settings: Any, /) -> None:
        """Nothing is opened yet. `settings` is of the class above."""

    @property
    def target(self) -> str:
        """Where it goes, as people write it; without a password."""

    @property
    def flow(self) -> Flow:
        """What has gone there."""

    async def run(self) -> None:
        """Carry the channel there until cancelled, from now on and not from where it stopped.

        Raises a `CallcastError`, one sentence with the remedy, when it cannot any more; whoever runs it will run it
        again. What must survive that, such as RTP's sequence, belongs to the object. Leaves nothing open at its end.
        """
