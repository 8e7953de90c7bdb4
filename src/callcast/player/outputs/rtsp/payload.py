"""How what is coded goes into RTP: AAC-hbr (RFC 3640), Opus (RFC 7587), G.711 and L16 (RFC 3551), H.264 (RFC 6184)."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from callcast.player.media.gop import GopProfile, parameter_sets
from callcast.player.media.profile import Profile
from callcast.player.outputs.rtsp import h264
from callcast.player.outputs.rtsp.rtp import Body, bodies

_AAC_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000)
_AAC_LC = 2
_au_header = struct.Struct(">HH").pack


@dataclass(frozen=True)
class Format:
    """A payload format as SDP and RTP name it.

    `channels` of sound are always told, since xiu needs them; None for what has none. `fmtp` is None where there is
    nothing to tell. `bandwidth` is in kbit/s with the headers of RTP, UDP and IP. `pack` makes the packets' bodies of
    one coded frame, in order.
    """

    kind: str
    payload_type: int
    encoding: str
    clock_rate: int
    channels: int | None
    fmtp: str | None
    bandwidth: int
    pack: Callable[[bytes], tuple[Body, ...]]

    @property
    def rtpmap(self) -> str:
        """The value of `a=rtpmap`."""
        channels = "" if self.channels is None else f"/{self.channels}"
        return f"{self.payload_type} {self.encoding}/{self.clock_rate}{channels}"


def whole(frame: bytes) -> bytes:
    """The frame as it is: Opus, G.711, and L16 whose samples are in network order already."""
    return frame


def aac_unit(frame: bytes) -> bytes:
    """One access unit behind its AU header: 16 bits of headers' length, 13 of size, 3 of index (RFC 3640, 3.3.6)."""
    return _au_header(16, len(frame) << 3) + frame


def _sound(
    payload_type: int, payload: Callable[[bytes], bytes], *, marker: bool
) -> Callable[[bytes], tuple[Body, ...]]:
    """A packet for each frame.

    Channels that send the same frame at about the same time, silence most of all, share what is made of it.
    """
    return lru_cache(maxsize=64)(lambda frame: bodies(payload_type, (payload(frame),), marker=marker))


def audio_specific_config(rate: int, channels: int) -> bytes:
    """Of AAC-LC (ISO/IEC 14496-3, 1.6.2.1)."""
    return (_AAC_LC << 11 | _AAC_RATES.index(rate) << 7 | channels << 3).to_bytes(2, "big")


def _aac(profile: Profile) -> Format:
    config = audio_specific_config(profile.rate, 1).hex().upper()
    fmtp = (
        "streamtype=5; profile-level-id=1; mode=AAC-hbr; "
        f"sizelength=13; indexlength=3; indexdeltalength=3; config={config}"
    )
    pack = _sound(96, aac_unit, marker=True)
    return Format("audio", 96, "mpeg4-generic", profile.rate, 1, fmtp, _bandwidth(profile), pack)


def _opus(profile: Profile) -> Format:
    # RFC 7587 fixes the rtpmap at two channels of sound; that there is only one is said by sprop-stereo.
    fmtp = f"sprop-stereo=0; stereo=0; maxaveragebitrate={profile.bit_rate}"
    pack = _sound(97, whole, marker=False)
    return Format("audio", 97, "opus", 48_000, 2, fmtp, _bandwidth(profile), pack)


def _bandwidth(profile: Profile) -> int:
    headers = 40 * 8 * profile.rate // profile.frame
    return -(-(profile.bit_rate + headers) // 1000)


def _pcm(payload_type: int, encoding: str) -> Callable[[Profile], Format]:
    def make(profile: Profile) -> Format:
        pack = _sound(payload_type, whole, marker=False)
        return Format("audio", payload_type, encoding, profile.rate, 1, None, _bandwidth(profile), pack)

    return make


def _h264(profile: GopProfile) -> Format:
    bandwidth = profile.width * profile.height // 2000  # a board full of text has half a bit a pixel, once a second
    fmtp = h264.parameters(*parameter_sets(profile))
    return Format("video", 99, "H264", 90_000, None, fmtp, bandwidth, _picture)


def _picture(frame: bytes) -> tuple[Body, ...]:
    return bodies(99, h264.access_unit(frame), marker=True)


_MAKERS: dict[str, Callable[[Profile], Format]] = {
    "aac": _aac,
    "libopus": _opus,
    "pcm_alaw": _pcm(8, "PCMA"),
    "pcm_mulaw": _pcm(0, "PCMU"),
    "pcm_s16be": _pcm(98, "L16"),
}


@cache
def format_of(profile: Profile | GopProfile) -> Format:
    """The payload format for a profile's codec; of a picture in H.264 only."""
    if isinstance(profile, GopProfile):
        return _h264(profile)
    return _MAKERS[profile.codec](profile)
