"""A stream as blocks of samples."""

from collections.abc import Iterator
from contextlib import closing

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.error import FFmpegError
from numpy.typing import NDArray

from callcast.cli.errors import BadInput, NotOpened
from callcast.player.media.clip import RATE
from callcast.player.outputs.secret_url import SecretUrl, shown

BLOCK = RATE // 10
"""Samples of a block: a tenth of a second."""
TIMEOUT = 5.0
"""Seconds without an answer, or without a packet, after which the stream is given up."""

_OPTIONS = {"rtsp_transport": "tcp", "fflags": "nobuffer", "probesize": "2048", "analyzeduration": "0"}
_REMEDIES = {
    "ConnectionRefusedError": ("nothing listens there", 'start it with "callcast run"'),
    "HTTPNotFoundError": ("there is no such channel", '"/channels" in "callcast console" lists them'),
    "HTTPUnauthorizedError": ("it wants another password", "write it like rtsp://user:password@host:8554/hall"),
    "ExitError": ("it does not answer", "see whether it runs, and whether a firewall lets RTSP pass"),
    "TimeoutError": ("it does not answer", "see whether it runs, and whether a firewall lets RTSP pass"),
}


def blocks(url: str) -> Iterator[NDArray[np.int16]]:
    """Mono blocks of `BLOCK` samples at 48 kHz, as they arrive; `NotOpened` when it cannot be opened, or ends."""
    where = without_password(url)
    try:
        container = av.open(url, options=_OPTIONS if url.startswith("rtsp") else {}, timeout=(TIMEOUT, TIMEOUT))
    except (FFmpegError, OSError, ValueError) as error:
        raise _not_opened(where, error) from None
    with closing(container):
        if not container.streams.audio:
            raise NotOpened(where, "it has no sound", "name a channel, or a URL with sound")
        try:
            yield from _samples(container)
        except (FFmpegError, OSError) as error:
            raise _not_opened(where, error) from None
    raise NotOpened(where, "it ended", 'see with "callcast doctor" whether the instance still runs')


def without_password(url: str) -> str:
    """`url` as it may be shown; `BadInput` if it is none, or if a password in it could be taken for something else."""
    try:
        return str(SecretUrl.parse(url))
    except ValueError as error:
        raise BadInput(f"{shown(url)} is no URL; {error}.") from None


def _samples(container: "av.container.InputContainer") -> Iterator[NDArray[np.int16]]:
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE, frame_size=BLOCK)
    for frame in container.decode(audio=0):
        for block in resampler.resample(frame):
            yield block.to_ndarray()[0]


def _not_opened(shown: str, error: Exception) -> NotOpened:
    reason, remedy = _REMEDIES.get(
        type(error).__name__, (getattr(error, "strerror", None) or str(error), "check the address and the network")
    )
    return NotOpened(shown, reason, remedy, nobody=isinstance(error, ConnectionRefusedError))
