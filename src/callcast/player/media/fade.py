"""Cutting a clip short without a click."""

import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import Clip
from callcast.player.media.codec import code
from callcast.player.media.encode import TAIL, frames, stripped
from callcast.player.media.profile import Profile
from callcast.player.media.silence import silence

MILLISECONDS = 40
"""How long the sound takes to die away: half a period of a raised cosine. In 20 ms a hiss ends so abruptly that AAC has
short windows for it, which are noisier."""

_PAST = {"aac": 4, "libopus": 12}
"""Frames the encoder hears before the cut, so that its state there is the one that it had in the whole clip."""

_TAIL = {"aac": TAIL, "libopus": 1}
"""Frames behind the fade that are coded too: the overlap. Opus would go on for up to 14 frames of its blocker of direct
current, at less than -50 dBFS: it is cut."""

_HOLD = {"aac": 1}
"""Frames from the cut to where the fade begins. The AAC encoder chose the window of the last packet that was sent with
an eye on the frame behind it; with that frame unchanged the next window fits, and the overlap of the two cancels."""


def fade(clip: Clip, profile: Profile, at: int) -> tuple[bytes, ...]:
    """The packets to send instead of `encode(clip, profile).packets[at:]`; silence may follow at once.

    The sound goes on for `hold(profile)` frames, dies away within `MILLISECONDS`, and is silent from then on. Only the
    neighbourhood of the cut is coded. Nothing replaces nothing: () when `at` is 0 or past the end.
    """
    if at <= 0:
        return ()
    pcm = frames(clip, profile)
    cut = (stripped(clip, profile) + at) * profile.frame
    if cut >= len(pcm) + TAIL * profile.frame:
        return ()
    past = _PAST.get(profile.codec, 0) * profile.frame
    hold = _HOLD.get(profile.codec, 0) * profile.frame
    falling = faded(pcm, profile, cut + hold)
    end = -(-(cut + hold + _length(profile)) // profile.frame) * profile.frame - cut
    end += _TAIL.get(profile.codec, 0) * profile.frame
    window = np.concatenate([np.zeros(past, np.int16), falling, np.zeros(end, np.int16)])[cut : cut + past + end]
    packets = code(window, profile)[past // profile.frame :]
    quiet = silence(profile)
    sounding = [number for number, packet in enumerate(packets) if packet != quiet]
    return packets[: sounding[-1] + 1] if sounding else ()


def faded(pcm: NDArray[np.int16], profile: Profile, start: int) -> NDArray[np.int16]:
    """`pcm` at profile.rate, unchanged up to sample `start`, then falling, then silent; shape as before."""
    ramp = 0.5 + 0.5 * np.cos(np.pi * (np.arange(_length(profile)) + 0.5) / _length(profile))
    result = pcm.copy()
    falling = result[start : start + len(ramp)]
    falling[:] = np.round(falling * ramp[: len(falling)])
    result[start + len(ramp) :] = 0
    return result


def hold(profile: Profile) -> int:
    """Frames of unchanged sound between the cut and the beginning of the fade."""
    return _HOLD.get(profile.codec, 0)


def _length(profile: Profile) -> int:
    return profile.rate * MILLISECONDS // 1000
