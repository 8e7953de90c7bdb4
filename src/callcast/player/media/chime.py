"""What is heard before a call: generated chimes, sound files, and a lead-in for loudspeakers that sleep."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from callcast.player.media.clip import RATE, Clip
from callcast.player.media.errors import UnknownChime, UnreadableSound
from callcast.player.media.level import SILENCE, levelled
from callcast.player.media.names import CHIMES
from callcast.player.media.trim import fade_ends

TARGET = -20.0
"""Loudness of a generated chime in LUFS: softer than speech by 4 LU."""

LONGEST = 30
"""Seconds of a sound file that are used."""

WAKE_DBFS = -50.0
"""RMS of the lead-in."""

_ATTACK_MS = 6
_RELEASE_MS = 60


@dataclass(frozen=True)
class _Stroke:
    """One struck body: its partials as (ratio to `hertz`, amplitude, seconds in which it falls by 60 dB)."""

    at: float
    hertz: float
    partials: tuple[tuple[float, float, float], ...]


# tubular bell: modes 4, 5, 6 of a free bar are 2 : 3 : 4.2 of the note that is heard, and it has a weak hum below
_TUBE = ((0.5, 0.15, 2.4), (1.0, 1.0, 1.9), (2.0, 0.45, 1.3), (3.01, 0.22, 0.8), (4.17, 0.12, 0.5), (5.43, 0.05, 0.3))
# church bell: hum, prime, tierce (a minor third), quint, nominal, and above
_BELL = ((0.5, 0.5, 4.0), (1.0, 0.8, 2.6), (1.2, 0.5, 1.9), (1.5, 0.25, 1.5), (2.0, 0.6, 1.4), (2.67, 0.15, 0.8))
# gong: dense, low, beating
_GONG = ((1.0, 1.0, 4.2), (1.02, 0.6, 3.8), (1.48, 0.4, 2.6), (2.09, 0.35, 2.2), (2.56, 0.25, 1.6), (3.39, 0.12, 1.0))

_CHIMES: dict[str, tuple[float, tuple[_Stroke, ...]]] = {
    "ding-dong": (2.2, (_Stroke(0.0, 659.26, _TUBE), _Stroke(0.55, 523.25, _TUBE))),
    "three-tone": (2.6, tuple(_Stroke(0.4 * n, f, _TUBE) for n, f in enumerate((523.25, 659.26, 783.99)))),
    "bell": (2.2, (_Stroke(0.0, 587.33, _BELL),)),
    "gong": (3.0, (_Stroke(0.0, 174.61, _GONG),)),
}


def chime(name: str) -> Clip:
    """The generated chime called `name`, at `TARGET`; the same samples each time. `UnknownChime` for any other name."""
    if name not in _CHIMES:
        raise UnknownChime(name, CHIMES)
    seconds, strokes = _CHIMES[name]
    time = np.arange(round(seconds * RATE)) / RATE
    sound = np.zeros(len(time), np.float32)
    for stroke in strokes:
        sound += _struck(stroke, time)
    fade_ends(sound, RATE, 1, _RELEASE_MS)
    return Clip(levelled(sound, RATE, TARGET))


def load(path: str) -> Clip:
    """The sound file at `path`, its first `LONGEST` seconds, mixed to mono; its level is left as it is.

    `UnreadableSound` if there is no such file, or no sound to be heard in it.
    """
    if not Path(path).is_file():
        raise UnreadableSound(path, "does not exist")
    try:
        parts = list(_decoded(path))
    except av.FFmpegError as error:
        raise UnreadableSound(path, f"cannot be read as sound ({error.strerror})") from error
    except ValueError as error:
        raise UnreadableSound(path, "changes its rate or its channels on the way") from error
    sound = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    if not len(sound) or float(np.max(np.abs(sound))) < SILENCE:
        raise UnreadableSound(path, "has no sound in it")
    if len(sound) > LONGEST * RATE:
        sound = sound[: LONGEST * RATE].copy()
        fade_ends(sound, RATE, 1, _RELEASE_MS)
    return Clip(np.round(np.clip(sound, -1, 1) * 32_767).astype(np.int16))


def wake(ms: int) -> Clip:
    """`ms` milliseconds of very soft noise, the same each time, faded at both ends: it wakes loudspeakers."""
    length = ms * RATE // 1000
    if length <= 0:
        return Clip(np.zeros(0, np.int16))
    # the legacy generator's sequence is fixed for good, so the clip's digest is too
    white = np.fft.rfft(np.random.RandomState(0).uniform(-1, 1, length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    soft = white / np.sqrt(1 + (hertz / 800) ** 2) * (hertz > 80)
    noise = np.fft.irfft(soft, length).astype(np.float32)
    rms = float(np.sqrt(np.mean(noise**2))) or 1.0
    noise *= 32_767 * 10 ** (WAKE_DBFS / 20) / rms
    edge = min(100, ms // 2)
    fade_ends(noise, RATE, edge, edge)
    return Clip(np.round(noise).astype(np.int16))


def _struck(stroke: _Stroke, time: NDArray[np.float64]) -> NDArray[np.float32]:
    since = np.maximum(0, time - stroke.at)
    sound = np.zeros(len(time))
    for ratio, amplitude, seconds in stroke.partials:
        sound += amplitude * np.sin(2 * np.pi * stroke.hertz * ratio * since) * 10 ** (-3 * since / seconds)
    attack = np.minimum(1, since * 1000 / _ATTACK_MS)
    return np.asarray(sound * (0.5 - 0.5 * np.cos(np.pi * attack)), np.float32)


def _decoded(path: str) -> Iterator[NDArray[np.float32]]:
    with av.open(path, metadata_errors="ignore") as container:
        if not container.streams.audio:
            raise UnreadableSound(path, "has no sound in it")
        resampler = AudioResampler(format="fltp", rate=RATE)
        taken = 0
        for frame in container.decode(container.streams.audio[0]):
            for part in _parts(resampler, frame):
                yield part
                taken += len(part)
            if taken > LONGEST * RATE:
                return
        yield from _parts(resampler, None)


def _parts(resampler: AudioResampler, frame: AudioFrame | None) -> Iterator[NDArray[np.float32]]:
    for part in resampler.resample(frame):
        # the mean of the channels: libswresample's own mix would make what is alike in both of them louder by 3 dB
        yield part.to_ndarray().mean(axis=0)
