"""A track's frames in batches."""

import asyncio

from callcast.player.outputs.channel import Medium
from callcast.player.outputs.sinks.sink import Flow
from callcast.player.playout.subscription import Frame


class Feed:
    """The frames of a track as one consumer on the same loop takes them. You must `close` it.

    A consumer that is slow loses the oldest, see `Subscription`.
    """

    def __init__(self, track: Medium, capacity: int, batch: int = 1) -> None:
        """Begins with the track's next frame. `capacity` and `batch` in frames."""
        self._batch = batch
        self._waiting = 0
        self._ready = asyncio.Event()
        self._subscription = track.subscribe(capacity, self._wake)

    def _wake(self) -> None:
        self._waiting += 1
        if self._waiting >= self._batch or self._subscription.closed:
            self._ready.set()

    async def next(self) -> list[Frame]:
        """All that has come, once that is a batch; fewer when the track has ended, none when there is nothing left."""
        if not self._subscription.closed:
            await self._ready.wait()
        return self.rest()

    def rest(self) -> list[Frame]:
        """All that has come."""
        self._waiting = 0
        self._ready.clear()
        frames: list[Frame] = []
        while (frame := self._subscription.pop()) is not None:
            frames.append(frame)
        return frames

    def close(self) -> None:
        """Leave the track; idempotent."""
        self._subscription.close()


class Tally:
    """What of a track has arrived. A frame whose number was passed over is lost, also while the sink did not run.

    One for the life of a sink.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self.frames = 0
        self.dropped = 0
        self._next: int | None = None

    def took(self, frames: list[Frame]) -> None:
        """These have arrived."""
        for frame in frames:
            self.passed(frame.number)
            self._next = frame.number + 1
        self.frames += len(frames)

    def passed(self, number: int) -> None:
        """What has not arrived of the frames before `number` is lost; of the first there is nothing before."""
        if self._next is not None:
            self.dropped += max(0, number - self._next)
        if self._next is None or number > self._next:
            self._next = number

    def flow(self, live: bool) -> Flow:
        """As a sink of one destination tells it."""
        return Flow(live, self.frames, self.dropped, int(live))
