"""A clip, coded once, ready to be spliced between packets of silence."""

from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE, Clip
from callcast.player.media.codec import code
from callcast.player.media.profile import Profile
from callcast.player.media.resample import resample
from callcast.player.media.silence import silence

TAIL = 4
"""Frames of silence coded after a clip; all of them that turn out to be silence are stripped again."""

_REMEMBERED = 4096
_stripped: dict[tuple[str, str], int] = {}
_forgetting = Lock()


@dataclass(frozen=True)
class EncodedClip:
    """A clip's packets in one profile, one a frame, with those stripped from both ends that equal silence.

    packets[0] goes out at the first frame boundary at or after the clip's start; `stripped` is the number of the clip's
    own frames that were silence before it. `digest` is the clip's. Nothing but silence has no packets.
    """

    profile: Profile
    digest: str
    packets: tuple[bytes, ...]
    stripped: int = 0


def encode(clip: Clip, profile: Profile) -> EncodedClip:
    """Code `clip` as an encoder would that has heard nothing before and hears nothing after it.

    Leave `codec.GUARD` frames of silence between two clips, and what is decoded from AAC, G.711 and L16 equals bit for
    bit what one encoder makes of the whole.
    """
    pcm = frames(clip, profile)
    packets = code(np.concatenate([pcm, np.zeros(TAIL * profile.frame, np.int16)]), profile)
    quiet = silence(profile)
    sounding = [number for number, packet in enumerate(packets) if packet != quiet]
    first, last = (sounding[0], sounding[-1]) if sounding else (0, -1)
    _remember(clip, profile, first)
    return EncodedClip(profile, clip.digest, packets[first : last + 1], first)


def stripped(clip: Clip, profile: Profile) -> int:
    """`encode(clip, profile).stripped`, at no cost for one of the last clips coded."""
    known = _stripped.get((clip.digest, profile.name))
    return encode(clip, profile).stripped if known is None else known


def _remember(clip: Clip, profile: Profile, count: int) -> None:
    with _forgetting:
        _stripped[clip.digest, profile.name] = count
        while len(_stripped) > _REMEMBERED:
            del _stripped[next(iter(_stripped))]


def frames(clip: Clip, profile: Profile) -> NDArray[np.int16]:
    """The clip's samples at profile.rate, filled up with silence to whole frames: shape (k * profile.frame,).

    Slow profiles get the resampler's ringing after the end too.
    """
    samples = clip.samples
    if profile.rate != RATE and len(samples):
        samples = resample(np.concatenate([samples, np.zeros(RATE // 100, np.int16)]), RATE, profile.rate)
    return np.concatenate([samples, np.zeros(-len(samples) % profile.frame, np.int16)])
