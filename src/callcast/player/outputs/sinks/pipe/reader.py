"""One who takes samples: whole frames, from the present on, for as long as they are taken."""

import asyncio
from collections.abc import Callable

from callcast.player.outputs.channel import Track
from callcast.player.playout.subscription import Frame

RING = 0.5
"""Seconds that a reader may stand still without loss, beyond what the system keeps for it."""


class Reader:
    """Carries a track's frames into a stream, from its making on. You must `run` it, or nothing ends it.

    One that stands still for longer than its ring lasts has lost something anyway, and goes on with the present then:
    what lies in the ring would make it late for good.
    """

    def __init__(
        self, track: Track, writer: asyncio.StreamWriter, pack: Callable[[Frame], bytes] = lambda frame: frame.data
    ) -> None:
        """`writer` remains its owner's to close. `pack` makes of a frame what is written."""
        ring = round(RING * track.profile.rate / track.profile.frame)
        self._writer = writer
        self._pack = pack
        self._fresh = asyncio.Event()
        self._subscription = track.subscribe(ring, self._fresh.set)
        self._known_drops = 0
        self._skipped = 0
        self.frames = 0

    @property
    def dropped(self) -> int:
        """Frames that it was too slow for; `frames` are those that were written, whole."""
        return self._subscription.drops + self._skipped

    async def run(self, head: bytes) -> None:
        """Write `head`, and each frame when it comes, until the channel ends; `OSError` when the reader has left."""
        try:
            self._write(head)
            # At most one frame lies between the ring and the system.
            self._writer.transport.set_write_buffer_limits(high=0)
            while not self._subscription.closed:
                await self._writer.drain()
                if (frame := self._next()) is not None:
                    self._write(self._pack(frame))
                    self.frames += 1
                else:
                    self._fresh.clear()
                    await self._fresh.wait()
        finally:
            self._subscription.close()

    def _write(self, data: bytes) -> None:
        """Of a transport that is closed, asyncio's would say nothing and uvloop's raise a RuntimeError."""
        if self._writer.transport.is_closing():
            raise BrokenPipeError
        self._writer.write(data)

    def _next(self) -> Frame | None:
        """The oldest frame that waits; after a loss the newest."""
        subscription = self._subscription
        frame = subscription.pop()
        if subscription.drops > self._known_drops:
            self._known_drops = subscription.drops
            while (newer := subscription.pop()) is not None:
                frame = newer
                self._skipped += 1
        return frame
