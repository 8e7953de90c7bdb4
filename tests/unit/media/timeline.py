"""Clips and gaps, once spliced from packets and once coded by one encoder."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import Clip
from callcast.player.media.codec import BEFORE_MARK, GUARD, MARK, code
from callcast.player.media.encode import encode, frames
from callcast.player.media.profile import AAC, Profile
from callcast.player.media.silence import silence

LEAD = 8
"""Frames of silence before the first and after the last clip."""


@dataclass(frozen=True)
class Spliced:
    """What is sent, what one encoder makes of the same sound, and the frames whose packets are a clip's."""

    packets: tuple[bytes, ...]
    continuous: tuple[bytes, ...]
    pcm: NDArray[np.int16]
    voiced: tuple[range, ...]


def splice(timeline: Sequence[tuple[Clip, int]], profile: Profile, *, marks: bool = True) -> Spliced:
    """Clips, each followed by its gap: so many frames beyond the guard."""
    sent = [silence(profile)] * LEAD
    sound = [np.zeros(LEAD * profile.frame, np.int16)]
    voiced = []
    guard = GUARD.get(profile.name, 0)
    for clip, gap in timeline:
        coded, pcm = encode(clip, profile), frames(clip, profile)
        length = max(len(pcm) // profile.frame, coded.stripped + len(coded.packets))
        voiced.append(range(len(sent) + coded.stripped, len(sent) + coded.stripped + len(coded.packets)))
        row = [silence(profile)] * (length + guard + gap)
        row[coded.stripped : coded.stripped + len(coded.packets)] = coded.packets
        filled = np.zeros(len(row) * profile.frame, np.int16)
        filled[: len(pcm)] = pcm
        if profile == AAC and marks:
            start = (len(row) - guard + BEFORE_MARK) * profile.frame
            filled[start : start + profile.frame] = MARK
        sent += row
        sound.append(filled)
    sent += [silence(profile)] * LEAD
    sound.append(np.zeros(LEAD * profile.frame, np.int16))
    pcm = np.concatenate(sound)
    return Spliced(tuple(sent), code(pcm, profile), pcm, tuple(voiced))
