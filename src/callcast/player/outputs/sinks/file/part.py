"""One file of a recording.

MPEG transport stream, since it needs no end: a file that stops anywhere plays up to there and wants no repair, players
everywhere know it, and a picture in H.264 fits in beside the sound. ADTS would be smaller by a few bytes a frame, but
has no place for a picture nor for time; MP4 is nothing without its end, or in fragments worse with a torn one.
"""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from callcast.player.media.gop import GopProfile
from callcast.player.outputs.sinks.memory import Memory
from callcast.player.outputs.sinks.mux import Mux
from callcast.player.playout.subscription import Frame

_OPTIONS = {
    # Microseconds. libav gathers sound for half of that, so that an hour of silence takes 5 MB and not 32.
    "max_delay": "500000",
    "pat_period": "1",  # seconds, from table to table
}
_STUFFING = 10 * (b"\x47\x1f\xff\x10" + b"\xff" * 184)
"""Ten packets that say nothing (ISO/IEC 13818-1, 2.4.1): by so many a player knows what a file is, and the first second
of silence has fewer."""
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class Part:
    """A file that is being written, `path`. For one thread, since it blocks. You must `close` it.

    What `write` has taken is with the operating system, but for the last 0.25 s: so much is lost when the process dies.
    """

    def __init__(self, path: Path, picture: GopProfile | None = None) -> None:
        """`FileExistsError` when there is one: none is ever opened twice. `OSError` besides."""
        import av

        self.path = path
        self._file = os.open(path, _FLAGS, 0o640)
        self._size = 0
        self._torn = False
        self._memory = Memory()
        self._mux = Mux(av.open(self._memory, "w", format="mpegts", options=_OPTIONS), picture)

    def write(self, frames: Sequence[Frame], pictures: Sequence[Frame] = ()) -> None:
        """Add them; after an `OSError` the file ends with the last that it has whole, and takes no more."""
        self._mux.write(frames, pictures)
        self._store(self._memory.take())

    def close(self) -> None:
        """Add what is held back and let go; a file with nothing in it is removed. `OSError` as for `write`."""
        try:
            self._mux.close()
            if not self._torn:
                self._store(self._memory.take())
        finally:
            os.close(self._file)
            if not self._size:
                with contextlib.suppress(OSError):
                    self.path.unlink()

    def _store(self, data: bytes) -> None:
        rest = memoryview(data if self._size or not data else _STUFFING + data)
        try:
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except OSError:
            self._torn = True
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._size)
            raise
        self._size = os.fstat(self._file).st_size
