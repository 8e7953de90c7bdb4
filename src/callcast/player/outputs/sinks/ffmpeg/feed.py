"""A track into the standard input of one ffmpeg after another."""

import asyncio

from callcast.player.outputs.channel import Track
from callcast.player.outputs.sinks.pipe.reader import Reader


class Feed:
    """`frames` went, `dropped` were lost since an ffmpeg was slow; over all of them."""

    def __init__(self, track: Track) -> None:
        """Nothing flows yet."""
        self._track = track
        self._reader: Reader | None = None
        self._frames = self._dropped = 0

    @property
    def frames(self) -> int:
        """Of the track's profile, written."""
        return self._frames + (self._reader.frames if self._reader else 0)

    @property
    def dropped(self) -> int:
        """Of the track's profile, too late."""
        return self._dropped + (self._reader.dropped if self._reader else 0)

    async def run(self, pipe: asyncio.StreamWriter) -> bool:
        """Write from now on, until the channel ends (True) or the ffmpeg does (False), and close the pipe."""
        self._reader = Reader(self._track, pipe)
        try:
            await self._reader.run(b"")
        except OSError:
            return False
        else:
            return True
        finally:
            self._frames, self._dropped, self._reader = self.frames, self.dropped, None
            pipe.close()
