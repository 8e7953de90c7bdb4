"""Where ffmpeg reads raw samples by itself: a socket, a FIFO, a named pipe."""

import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from callcast.player.outputs.sinks.ffmpeg.errors import BadSource
from callcast.player.outputs.sinks.pipe.place import WINDOWS, Place


@dataclass(frozen=True)
class Source:
    """A place to read from. `input` is ffmpeg's word for it, `protocol` the one it reads by."""

    place: Place

    @classmethod
    def parse(cls, text: str) -> "Source":
        """The source that `text` names, which need not be there yet; `BadSource` when it cannot be one."""
        try:
            place = Place.parse(text)
        except ValueError as error:
            raise BadSource(str(error)) from None
        if place.scheme == "stdout":
            raise BadSource(f'"{text}" is for writing; write "-" for standard input, or unix:/tmp/tts_audio.sock')
        return cls(place)

    @property
    def input(self) -> str:
        """As ffmpeg takes it."""
        before = {"unix": "unix:", "fifo": "", "pipe": WINDOWS}
        return before[self.place.scheme] + self.place.name

    @property
    def protocol(self) -> str:
        """ffmpeg's name of it."""
        return "unix" if self.place.scheme == "unix" else "file"

    def __str__(self) -> str:
        """As people write it."""
        return str(self.place)

    def check(self) -> None:
        """`BadSource` unless something of its kind is there now."""
        if self.place.scheme == "pipe":
            if sys.platform != "win32":
                raise BadSource(f'{self} can be had only on Windows; read from "unix:/tmp/{self.place.name}.sock" here')
            return  # to look is to connect
        try:
            mode = Path(self.place.name).stat().st_mode
        except OSError as error:
            remedy = f"start what writes there, such as: callcast source --to {self}"
            raise BadSource(f"{self} is not there ({error.strerror}); {remedy}") from None
        wanted, kind = (stat.S_ISSOCK, "socket") if self.place.scheme == "unix" else (stat.S_ISFIFO, "FIFO")
        if not wanted(mode):
            what = "is a folder" if stat.S_ISDIR(mode) else "is something else"
            raise BadSource(f"{self} {what}, and no {kind}; give another path, or remove what is there")
