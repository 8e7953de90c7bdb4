"""One connection of libav's, for a process of its own: everything here blocks, and holds the interpreter meanwhile.

libav gives up after `TIMEOUT`, unless it waits for a name to be resolved.
"""

import contextlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from callcast.errors import CallcastError
from callcast.player.media.gop import GopProfile
from callcast.player.outputs.sinks.libav.errors import ProtocolMissing, PushRefused, PushStalled
from callcast.player.outputs.sinks.libav.url import Destination, tee
from callcast.player.outputs.sinks.mux import Mux
from callcast.player.playout.subscription import Frame

if TYPE_CHECKING:
    from av.error import FFmpegError

TIMEOUT = 4.0
"""Seconds after which libav gives up to connect, to be answered, or to send."""

_OPTIONS = {
    # By default Linux would take 2.5 MB, minutes to hours of a channel, in the place of a server that takes nothing.
    "flv": {"flvflags": "no_duration_filesize", "send_buffer_size": "16384"},
    "mpegts": {"pes_payload_size": "0"},  # one frame a packet: gathered frames would come late
}


class Link:
    """A connection that takes frames. You must `close` it. Raises an `OutputError` without a secret in it.

    It goes through libav's `tee`, since that hands the options of a protocol on, a timeout among them, and opens what
    it writes to itself; PyAV opens an output with none, and would wait for a silent server for ever.
    """

    def __init__(self, to: Destination, picture: GopProfile | None = None) -> None:
        """Nothing is opened yet. `picture` is what goes beside the sound."""
        self._to = to
        self._picture = picture
        self._mux: Mux | None = None

    def open(self) -> None:
        """Connect."""
        import av

        options = {"rw_timeout": str(int(TIMEOUT * 1_000_000)), "flush_packets": "1", **_OPTIONS[self._to.container]}
        try:
            self._mux = Mux(av.open(tee(self._to, options), "w", format="tee"), self._picture)
        except (OSError, av.FFmpegError) as error:
            raise self._told(error) from None

    def write(self, frames: Iterable[Frame], pictures: Iterable[Frame] = ()) -> None:
        """Send them; `open` must have been called."""
        import av

        assert self._mux is not None
        try:
            self._mux.write(frames, pictures)
        except (OSError, av.FFmpegError) as error:
            raise self._told(error) from None

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        import av

        if self._mux is not None:
            with contextlib.suppress(OSError, av.FFmpegError):
                self._mux.close()

    def _told(self, error: "OSError | FFmpegError") -> CallcastError:
        """libav's errors name the URL, and so does their cause: neither may go on."""
        from av import error as kinds

        if isinstance(error, kinds.ProtocolNotFoundError):
            return ProtocolMissing(self._to.shown, self._to.scheme)
        if isinstance(error, TimeoutError):
            return PushStalled(self._to.shown, TIMEOUT)
        return PushRefused(self._to.shown, error.strerror or type(error).__name__)
