"""A profile: one way of coding a channel's sound."""

from dataclasses import dataclass

from callcast.player.media.clip import RATE


@dataclass(frozen=True)
class Profile:
    """Codec, rate and frame of one stream of sound; always one channel of sound (mono).

    `name` is the word for it in settings and in RTSP paths; `codec` is libavcodec's encoder; `rate` in Hz is the
    codec's own; `frame` is in samples at that rate; `bit_rate` in bit/s.
    """

    name: str
    codec: str
    rate: int
    frame: int
    bit_rate: int

    @property
    def ticks(self) -> int:
        """Length of a frame in ticks of 1/48,000 s, the unit of a channel's time."""
        return self.frame * (RATE // self.rate)


AAC = Profile("aac", "aac", 48_000, 1024, 64_000)
OPUS = Profile("opus", "libopus", 48_000, 960, 48_000)
PCMA = Profile("pcma", "pcm_alaw", 8_000, 160, 64_000)
PCMU = Profile("pcmu", "pcm_mulaw", 8_000, 160, 64_000)
L16 = Profile("l16", "pcm_s16be", 48_000, 480, 768_000)

PROFILES = {profile.name: profile for profile in (AAC, OPUS, PCMA, PCMU, L16)}
