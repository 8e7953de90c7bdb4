"""A profile: one way of coding a channel's sound."""

from dataclasses import dataclass
from typing import Literal

from callcast.player.media.clip import RATE


@dataclass(frozen=True)
class Profile:
    """Codec, rate and frame of one stream of sound.

    `name` is the word for it in settings and in RTSP paths; `codec` is libavcodec's encoder; `rate` in Hz is the
    codec's own; `frame` is in samples at that rate; `bit_rate` in bit/s. Sound is mono: where there are more `channels`
    they are equal.
    """

    name: str
    codec: str
    rate: int
    frame: int
    bit_rate: int
    channels: int = 1

    @property
    def ticks(self) -> int:
        """Length of a frame in ticks of 1/48,000 s, the unit of a channel's time: always a whole number."""
        return self.frame * RATE // self.rate


AAC = Profile("aac", "aac", 48_000, 1024, 64_000)
OPUS = Profile("opus", "libopus", 48_000, 960, 48_000)
PCMA = Profile("pcma", "pcm_alaw", 8_000, 160, 64_000)
PCMU = Profile("pcmu", "pcm_mulaw", 8_000, 160, 64_000)
L16 = Profile("l16", "pcm_s16be", 48_000, 480, 768_000)

PROFILES = {profile.name: profile for profile in (AAC, OPUS, PCMA, PCMU, L16)}

Sample = Literal["s16le", "f32le"]
"""Forms of a raw sample: 16 bits, or a float of full scale 1; little-endian both."""

PCM_RATES = range(4_000, 192_001, 25)
"""Rates in Hz at which raw samples can be had: a frame must be whole both in samples and in ticks."""


def pcm(sample: Sample, rate: int, channels: int = 1) -> Profile:
    """Raw samples, interleaved, in frames of 20 ms, or of 40 where 20 ms are no whole number of samples.

    `rate` must be one of `PCM_RATES`.
    """
    frame = rate // 25 if rate % 50 else rate // 50
    bits = 32 if sample == "f32le" else 16
    return Profile(f"{sample}/{rate}/{channels}", f"pcm_{sample}", rate, frame, bits * rate * channels, channels)
