"""The way of a frame to all who take it."""

from collections.abc import Callable
from typing import TypeAlias

from callcast.player.outputs.rtsp.rtp import Sender
from callcast.player.playout.subscription import Frame

Take: TypeAlias = Callable[[bytes], None]
"""What a reader takes a packet by, framed for interleaved channel 0 as `Sender.pack` makes it."""


class Spread(Sender):
    """What a stream touches for every frame, and no more.

    With a thousand streams a frame's cost is what of memory must be fetched for it: so this lies together, apart from
    the rest of the stream, and all that is rare is the stream's and behind one condition.
    """

    __slots__ = ("data", "first", "last", "marker", "see", "see_at", "takes", "ticks")

    def __init__(self, sender: Sender, ticks: int, marker: bool, see: Callable[[int, bytes], None]) -> None:
        """A source with the state of `sender` and frames of so many ticks.

        `see(tick, data)` is called before a frame whose data is another object than `data`, or whose tick is `see_at`
        or later. It must set both, the payloads (`first` and `last`, which alone bears the marker) and `takes`.
        """
        super().__init__(sender.payload_type, sender.clock_rate, sender.ssrc, sender.sequence, sender.offset)
        self.ticks = ticks
        self.marker = marker
        self.see = see
        self.see_at = 0
        self.data = self.last = b""
        self.first: tuple[bytes, ...] = ()
        self.takes: tuple[Take, ...] = ()

    def take(self, frame: Frame) -> None:
        """Send a frame to all."""
        number, data = frame
        tick = number * self.ticks
        # Silence is the same object for ever.
        if data is not self.data or tick >= self.see_at:
            self.see(tick, data)
        for payload in self.first:
            self._send(self.pack(tick, payload, marker=False))
        self._send(self.pack(tick, self.last, marker=self.marker))

    def _send(self, packet: bytes) -> None:
        for take in self.takes:
            take(packet)
