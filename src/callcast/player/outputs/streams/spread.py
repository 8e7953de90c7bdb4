"""The way of a frame to all who take it."""

from collections.abc import Callable
from typing import TypeAlias

from callcast.player.media.clip import RATE
from callcast.player.outputs.rtsp.rtp import WRAP_16, WRAP_32, Body, Sender, head
from callcast.player.playout.subscription import Frame

Take: TypeAlias = Callable[[bytes], None]
"""What a reader takes a packet by, framed for interleaved channel 0."""


class Spread(Sender):
    """What a stream touches for every frame, and no more.

    With a thousand streams a frame's cost is what of memory must be fetched for it: so this lies together, apart from
    the rest of the stream, and all that is rare is the stream's and behind one condition.
    """

    __slots__ = ("bodies", "data", "see", "see_at", "step", "takes")

    def __init__(self, sender: Sender, ticks: int, see: Callable[[int, bytes], None]) -> None:
        """A source with the state of `sender` and frames of so many ticks, which in the payload's clock must be whole.

        `see(number, data)` is called before a frame whose data is another object than `data`, or whose number is
        `see_at` or higher. It must set both, the `bodies` of the frame's packets, and `takes`.
        """
        super().__init__(sender.clock_rate, sender.ssrc, sender.sequence, sender.offset)
        self.step = ticks * sender.clock_rate // RATE
        self.see = see
        self.see_at = 0
        self.data = b""
        self.bodies: tuple[Body, ...] = ()
        self.takes: tuple[Take, ...] = ()

    def take(self, frame: Frame) -> None:
        """Send a frame to all."""
        number, data = frame
        # Silence is the same object for ever.
        if data is not self.data or number >= self.see_at:
            self.see(number, data)
        for lead, payload in self.bodies:
            sequence = self.sequence
            # Before it is sent: a connection may stall on it, and frames are reckoned then.
            self.sequence = sequence + 1
            # The stamp is as `timestamp` has it, without a call, which every packet of every channel would pay for.
            stamp = (self.offset + number * self.step) & WRAP_32
            packet = head(lead, sequence & WRAP_16, stamp, self.ssrc) + payload
            for take in self.takes:
                take(packet)
