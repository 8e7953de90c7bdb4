"""Where ffmpeg reads raw samples by itself: a socket, a named pipe, a FIFO."""

import stat
from dataclasses import dataclass
from pathlib import Path

from callcast.player.outputs.sinks.ffmpeg.errors import BadSource

WINDOWS_PIPE = "\\\\.\\pipe\\"

LONGEST = 107
"""Bytes of a socket's path that the system takes."""

_WRITTEN = f"write it like unix:/run/hall.sock, fifo:/run/hall.pcm or {WINDOWS_PIPE}hall"


@dataclass(frozen=True)
class Source:
    """`text` as people write it, `input` as ffmpeg does; it reads by `protocol`."""

    text: str
    input: str
    protocol: str

    @classmethod
    def parse(cls, text: str) -> "Source":
        """The source that `text` names; it need not be there yet. `BadSource` when it cannot be one."""
        scheme, colon, path = text.partition(":")
        if text.lower().startswith(WINDOWS_PIPE) and len(text) > len(WINDOWS_PIPE):
            return cls(text, text, "file")
        if not colon or scheme not in ("unix", "fifo") or not path:
            raise BadSource(text, "is no source of sound", _WRITTEN)
        if scheme == "unix" and len(path.encode()) > LONGEST:
            raise BadSource(
                text, f"is longer than the {LONGEST} bytes that a socket's path may have", "take a shorter one"
            )
        return cls(text, text if scheme == "unix" else path, "unix" if scheme == "unix" else "file")

    def check(self) -> None:
        """`BadSource` unless something of its kind is there now."""
        if self.input.lower().startswith(WINDOWS_PIPE):
            return  # to look is to connect
        try:
            mode = Path(self.input.removeprefix("unix:")).stat().st_mode
        except OSError as error:
            remedy = f"start what writes there, such as: callcast source --to {self.text}"
            raise BadSource(self.text, f"is not there ({error.strerror})", remedy) from None
        wanted, kind = (stat.S_ISSOCK, "socket") if self.protocol == "unix" else (stat.S_ISFIFO, "FIFO")
        if not wanted(mode):
            what = "is a directory" if stat.S_ISDIR(mode) else "is something else"
            raise BadSource(self.text, f"{what}, no {kind}", "name another place, or remove what is there")
