"""Raw samples on their way out: what every output of them can be told, and the header that some readers want."""

import struct
from functools import cached_property

from pydantic import Field, field_validator

from callcast.player.media.profile import PCM_RATES, Profile, Sample, pcm
from callcast.player.outputs.sinks.settings import SinkSettings

ENDLESS = 0xFFFF_FFFF
"""The length that a WAV header gives for a stream without an end, as ffmpeg and SoX write it."""

_PCM, _FLOAT = 1, 3
"""WAVE_FORMAT_PCM and WAVE_FORMAT_IEEE_FLOAT."""


class PcmSettings(SinkSettings):
    """How samples are written: their form, `rate` in Hz, how many equal `channels`, whether a WAV header goes first."""

    sample: Sample = "s16le"
    rate: int = 24_000
    channels: int = Field(default=1, ge=1, le=8)
    wav: bool = False

    @field_validator("rate")
    @classmethod
    def _has_whole_frames(cls, rate: int) -> int:
        if rate not in PCM_RATES:
            raise ValueError(f"samples cannot be had at {rate} Hz; the nearest rate that can is {nearest_rate(rate)}")
        return rate

    @cached_property
    def profile(self) -> Profile:
        """The track to take."""
        return pcm(self.sample, self.rate, self.channels)

    @property
    def head(self) -> bytes:
        """What goes before the samples."""
        return wav_header(self.sample, self.rate, self.channels) if self.wav else b""


def nearest_rate(rate: int) -> int:
    """The one of `PCM_RATES` that is nearest to `rate`."""
    step = PCM_RATES.step
    return min(max(round(rate / step) * step, PCM_RATES[0]), PCM_RATES[-1])


def wav_header(sample: Sample, rate: int, channels: int) -> bytes:
    """RIFF and the chunks up to the samples, for a stream without an end: 44 bytes for s16le, 58 for f32le."""
    size = 4 if sample == "f32le" else 2
    tag = _FLOAT if sample == "f32le" else _PCM
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * channels * size, channels * size, 8 * size)
    chunks = _chunk(b"fmt ", form)
    if tag != _PCM:  # other forms have a size of their extension, and say how many samples follow
        chunks = _chunk(b"fmt ", form + b"\0\0") + _chunk(b"fact", struct.pack("<I", ENDLESS))
    return b"RIFF" + struct.pack("<I", ENDLESS) + b"WAVE" + chunks + b"data" + struct.pack("<I", ENDLESS)


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data
