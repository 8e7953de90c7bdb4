"""A picture as video: one IDR, and frames that say that nothing has changed, to be looped for as long as it is shown.

What says that nothing has changed is the same for all pictures of a size: it is coded once, on a grey frame, with the
settings of all others, so that a new picture costs the coding of one frame, and a second of it little more than its
IDR. Any frame of a group may be followed by the first one of any other group of the same profile.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

import av

from callcast.player.media import h264
from callcast.player.media.clip import RATE
from callcast.player.media.picture import Picture

Codec = Literal["libx264", "libopenh264", "mjpeg"]

FPS = tuple(fps for fps in range(5, 31) if RATE % fps == 0)
"""Rates at which a frame is a whole number of ticks."""

_BT709 = 1
"""Primaries, transfer and matrix (ITU-T H.273): else players take small pictures for BT.601 and shift colours."""

_LIMITED = 1
"""The range of samples, as libavutil numbers it."""

_OPTIONS: dict[Codec, dict[str, str]] = {
    # One slice, one reference, nothing that depends on the picture: the headers must fit the frames of all others.
    # At this quality the strokes of text 30 pixels high are as they were drawn (luma: 41 dB and more).
    "libx264": {
        "preset": "veryfast",
        "tune": "zerolatency",
        "profile": "main",
        "crf": "26",
        "x264-params": "keyint=infinite:scenecut=0:bframes=0:ref=1:weightp=0:threads=1:repeat-headers=1",
    },
    "libopenh264": {"rc_mode": "off", "slice_mode": "fixed", "slices": "1", "profile": "constrained_baseline"},
    "mjpeg": {"flags": "+qscale", "global_quality": str(3 * 118), "huffman": "optimal"},
}


@dataclass(frozen=True)
class GopProfile:
    """Size in pixels, both even, frames a second, one of `FPS`, and the encoder of libavcodec.

    `name` is the word for it where profiles are named. `ValueError`, one sentence, for what cannot be coded.
    """

    name: str
    width: int
    height: int
    fps: int = 10
    codec: Codec = "libx264"

    def __post_init__(self) -> None:
        """See that it can be."""
        if self.width % 2 or self.height % 2 or min(self.width, self.height) < 16:
            raise ValueError(f"{self.width}x{self.height} must be two even numbers, each at least 16")
        if self.fps not in FPS:
            raise ValueError(f"{self.fps} frames a second cannot be had; take one of {', '.join(map(str, FPS))}")

    @property
    def ticks(self) -> int:
        """Length of a frame in ticks of 1/48,000 s, the unit of a channel's time."""
        return RATE // self.fps


def can_encode(codec: Codec) -> bool:
    """Whether libavcodec, as it is here, has the encoder; PyAV's wheels have no OpenH264."""
    try:
        av.codec.Codec(codec, "w")
    except av.codec.codec.UnknownCodecError:
        return False
    return True


@dataclass(frozen=True)
class Gop:
    """A second of a picture, one access unit a frame: a byte stream of H.264 (annex B), or a JPEG.

    The first has SPS, PPS and an IDR; the others repeat it, bit for bit. `digest` is the picture's.
    """

    profile: GopProfile
    digest: str
    packets: tuple[bytes, ...]


def encode(picture: Picture, profile: GopProfile) -> Gop:
    """Code `picture`, which must be of the profile's size. It takes some 20 ms at 720p: not for the event loop."""
    if (picture.width, picture.height) != (profile.width, profile.height):
        raise ValueError(f"a picture of {picture.width}x{picture.height} was given for {profile.name}")
    if profile.codec == "mjpeg":
        return Gop(profile, picture.digest, tuple(_coded([_frame(picture, profile)], profile)))
    (first,) = _coded([_frame(picture, profile)], profile)
    return Gop(profile, picture.digest, (first, *_repeats(profile)))


def parameter_sets(profile: GopProfile) -> tuple[bytes, bytes]:
    """SPS and PPS of all pictures in `profile`, which is one of H.264; as slow as `encode` the first time."""
    sets = {h264.kind(unit): unit for unit in h264.units(_grey(profile)[0])}
    return sets[h264.SPS], sets[h264.PPS]


def sample(profile: GopProfile) -> bytes:
    """A second of grey in `profile`, which tells what all pictures in it have in common."""
    return b"".join(_grey(profile))


def _repeats(profile: GopProfile) -> tuple[bytes, ...]:
    """The frames behind an IDR up to the next one."""
    return _grey(profile)[1:]


@cache
def _grey(profile: GopProfile) -> tuple[bytes, ...]:
    grey = Picture(profile.width, profile.height, b"\x80" * (3 * profile.width * profile.height))
    frame = _frame(grey, profile)
    return tuple(_coded([frame] * profile.fps, profile))


def _frame(picture: Picture, profile: GopProfile) -> av.VideoFrame:
    """8 bit YCbCr of BT.709."""
    rgb = av.VideoFrame(picture.width, picture.height, "rgb24")
    plane, row = rgb.planes[0], 3 * picture.width
    if plane.line_size == row:
        plane.update(picture.rgb)
    else:
        gap = bytes(plane.line_size - row)
        plane.update(b"".join(picture.rgb[at : at + row] + gap for at in range(0, len(picture.rgb), row)))
    still = profile.codec == "mjpeg"
    return rgb.reformat(
        format="yuvj420p" if still else "yuv420p",
        dst_colorspace="ITU601" if still else "ITU709",  # JFIF knows no other
        dst_color_range="JPEG" if still else "MPEG",
        interpolation="AREA",
    )


def _coded(frames: list[av.VideoFrame], profile: GopProfile) -> list[bytes]:
    """One packet a frame; of H.264 only what is needed to decode it."""
    context = av.CodecContext.create(profile.codec, "w")
    context.width, context.height = profile.width, profile.height
    context.pix_fmt = frames[0].format.name
    context.framerate, context.time_base = Fraction(profile.fps), Fraction(1, profile.fps)
    context.options = _OPTIONS[profile.codec]
    if profile.codec != "mjpeg":
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = _LIMITED
    packets: list[bytes] = []
    for number, frame in enumerate(frames):
        frame.pts, frame.time_base = number, context.time_base
        packets += map(bytes, context.encode(frame))
    packets += map(bytes, context.encode(None))
    return packets if profile.codec == "mjpeg" else [_needed(packet) for packet in packets]


def _needed(packet: bytes) -> bytes:
    """Without what the encoder says of itself."""
    return h264.stream(tuple(unit for unit in h264.units(packet) if h264.kind(unit) != h264.SEI))
