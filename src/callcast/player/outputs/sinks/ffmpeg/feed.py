"""A channel into the standard input of one ffmpeg after another."""

import asyncio

from callcast.player.media.gop import GopProfile
from callcast.player.media.profile import Profile
from callcast.player.outputs.channel import Channel
from callcast.player.outputs.sinks.ffmpeg.nut import Nut
from callcast.player.outputs.sinks.pictures import PictureChanged, Pictures
from callcast.player.outputs.sinks.pipe.reader import Reader
from callcast.player.playout.subscription import Frame

KEPT = 1
"""Seconds of the picture: more than the sound that an ffmpeg may be behind before it loses some."""


class Feed:
    """`frames` of sound went, `dropped` were lost since an ffmpeg was slow; over all of them."""

    def __init__(self, channel: Channel, sound: Profile) -> None:
        """Nothing flows yet."""
        self._channel = channel
        self._sound = sound
        self._track = channel.track(sound)
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

    async def run(self, pipe: asyncio.StreamWriter, picture: GopProfile | None) -> bool:
        """Write from now on, until the channel ends (True) or the ffmpeg does (False), and close the pipe.

        Bare samples, or with a `picture` a container of both; `PictureChanged` when it is not the channel's any more.
        """
        pictures = Pictures(self._channel, KEPT)
        try:
            if pictures.profile != picture:
                raise PictureChanged(self._channel.id)
            nut = Nut(self._sound, picture) if picture else None

            def pack(frame: Frame) -> bytes:
                shown = pictures.take()
                return nut.packed(frame, shown) if nut else frame.data

            self._reader = Reader(self._track, pipe, pack)
            await self._reader.run(nut.head if nut else b"")
        except OSError:
            return False
        else:
            return True
        finally:
            self._frames, self._dropped, self._reader = self.frames, self.dropped, None
            pictures.close()
            pipe.close()
