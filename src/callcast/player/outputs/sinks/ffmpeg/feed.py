"""Raw samples into a pipe: always the newest, whatever the reader does."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from callcast.player.playout.subscription import Subscription


class Track(Protocol):
    """What gives samples, as channels' tracks do."""

    def subscribe(self, capacity: int, wake: Callable[[], None]) -> Subscription:
        """Every frame from now on, in a ring of `capacity` frames; `wake` is called behind each."""


class Feed:
    """From a track into one pipe after another. `frames` went, `dropped` were lost since the reader was slow."""

    def __init__(self, track: Track, capacity: int) -> None:
        """`capacity` in frames: more than that is not heard late, but not at all."""
        self._track = track
        self._capacity = capacity
        self._dropped = 0
        self._subscription: Subscription | None = None
        self.frames = 0

    @property
    def dropped(self) -> int:
        """Frames lost, in all pipes."""
        return self._dropped + (self._subscription.drops if self._subscription else 0)

    async def run(self, pipe: asyncio.StreamWriter) -> bool:
        """Write until cancelled, the track ends (True) or the reader goes (False); `pipe` is closed then."""
        some = asyncio.Event()
        self._subscription = subscription = self._track.subscribe(self._capacity, some.set)
        pipe.transport.set_write_buffer_limits(high=0)  # what waits is to wait in the ring, which forgets
        try:
            while True:
                while (frame := subscription.pop()) is not None:
                    pipe.write(frame.data)
                    self.frames += 1
                    await pipe.drain()
                if subscription.closed:
                    return True
                some.clear()
                await some.wait()
        except (BrokenPipeError, ConnectionResetError):
            return False  # why is told by whoever sees the reader's end
        finally:
            subscription.close()
            self._dropped, self._subscription = self.dropped, None
            pipe.close()
