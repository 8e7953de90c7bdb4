"""What a viewer sees and hears: a program decodes, and every timestamp is looked at."""

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from tests.support import clients
from tests.support.board_hall import GROUND, LEVELS

from callcast.player.media.clip import RATE

FAULTS = r"error|invalid|miss|corrupt|non.monoton|discont|late|conceal|\bbad\b"
LOUD, QUIET = 0.02, 0.1
"""Of full scale; and seconds of silence in front of an onset."""
MARGIN = 0.3
"""Seconds at the ends, where one of the two may be cut off."""


@dataclass(frozen=True)
class Watched:
    """Seconds of media time at which a voice begins, and at which another picture does, with its level."""

    voices: list[float]
    pictures: list[tuple[float, int]]
    span: tuple[float, float]
    """In which there are both sound and picture."""

    @property
    def lags(self) -> list[float]:
        """Seconds from each voice to the nearest change of picture, and from the nearest voice to each change."""
        begin, end = self.span[0] + MARGIN, self.span[1] - MARGIN
        changes = [at for at, _ in self.pictures[1:]]
        there = [_nearest(changes, at) - at for at in self.voices if begin < at < end]
        back = [at - _nearest(self.voices, at) for at in changes if begin < at < end]
        return there + back


def _nearest(times: list[float], to: float) -> float:
    return min(times, key=lambda at: abs(at - to), default=float("inf"))


async def ffmpeg(url: str, seconds: float, file: Path, *options: str) -> Watched:
    """ffmpeg decodes with its default probing, and keeps what came; no complaint, and no time goes back."""
    played = await clients.run(
        *(clients.need("ffmpeg"), "-hide_banner", "-nostdin", "-v", "warning", "-copyts", *options, "-i", url),
        # In the stream's own time base: in frames of 1/10 s, two that lie near a half would be one.
        *("-map", "0", "-t", str(seconds), "-enc_time_base", "-1", "-f", "null", "-"),
        *("-map", "0", "-t", str(seconds), "-c", "copy", "-y", str(file)),
        timeout=seconds + clients.GRACE,
    )
    assert played.code == 0, played.err
    assert not re.search(FAULTS, played.err, re.IGNORECASE), played.err
    return watched(file)


def watched(file: Path) -> Watched:
    """Of a recording; a frame that cannot be decoded raises."""
    sound: list[tuple[float, NDArray[np.float32]]] = []
    levels: list[tuple[float, int]] = []
    with av.open(str(file)) as container:
        picture = container.streams.video[0]
        picture.codec_context.options, index = {"err_detect": "explode"}, picture.index
        times: dict[int, list[float]] = {}
        for packet in container.demux():
            if packet.pts is None or packet.time_base is None:
                continue
            times.setdefault(packet.stream_index, []).append(float(packet.pts * packet.time_base))
            for frame in packet.decode():
                assert isinstance(frame, av.VideoFrame | av.AudioFrame)
                assert frame.time is not None
                if isinstance(frame, av.VideoFrame):
                    levels.append((frame.time, level_of(frame)))
                else:
                    sound.append((frame.time, np.asarray(frame.to_ndarray()[0], np.float32)))
    assert all(b > a for stamps in times.values() for a, b in itertools.pairwise(stamps))
    assert len(levels) == len(times[index]), "every frame decodes"
    changes = [levels[0]] + [two for one, two in itertools.pairwise(levels) if two[1] != one[1]]
    span = max(sound[0][0], levels[0][0]), min(sound[-1][0], levels[-1][0])
    return Watched(voices(sound), changes, span)


def level_of(frame: av.VideoFrame) -> int:
    """Which of the greys a picture is, whatever a player makes of it; none other may be seen."""
    luma = frame.to_ndarray()[: frame.height]
    seen = float((luma.mean() - 16) * 255 / 219)
    assert float(luma.std()) < 2
    nearest = min((GROUND, *LEVELS), key=lambda level: abs(level - seen))
    assert abs(nearest - seen) < 4, seen
    return nearest


def voices(sound: list[tuple[float, NDArray[np.float32]]]) -> list[float]:
    """Where it begins behind silence."""
    begun, loud = [], -1.0
    for at, samples in sound:
        for place in np.flatnonzero(np.abs(samples) > LOUD):
            time = at + float(place) / RATE
            if time - loud > QUIET:
                begun.append(time)
            loud = time
    return begun
