"""A clip that is cut short ends without a click, and what follows is silence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.unit.media.decode import decode
from tests.unit.media.speech import clips, speech_like

from callcast.player.media.clip import Clip
from callcast.player.media.codec import code
from callcast.player.media.encode import encode, frames, stripped
from callcast.player.media.fade import MILLISECONDS, fade, faded, hold
from callcast.player.media.profile import AAC, L16, OPUS, PCMA, PCMU, PROFILES, Profile
from callcast.player.media.silence import silence

FEW = settings(max_examples=25)
"""Each example codes and decodes seconds of sound."""

DELAY = {"aac": 1024, "opus": 120}
"""Samples by which the decoded sound is late: the overlap; libopus's lookahead without its filters' 4 ms."""

LEAD = 8

profiles = pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)


def sounds() -> st.SearchStrategy[Clip]:
    def generated(seed: int, seconds: float) -> Clip:
        return Clip(np.round(speech_like(seed, seconds) * 32_767).astype(np.int16))

    return st.one_of(
        st.integers(0, 2).map(lambda number: clips()[number]),
        st.builds(generated, st.integers(0, 10_000), st.floats(0.03, 1.5)),
    )


@pytest.mark.parametrize("profile", [AAC, OPUS], ids=lambda profile: profile.name)
@FEW
@given(clip=sounds(), share=st.floats(0, 1, exclude_max=True))
def test_no_click(profile: Profile, clip: Clip, share: float) -> None:
    """Around the cut the error is at most 3 dB above that of the uncut clip there, or on the average."""
    coded = encode(clip, profile)
    if len(coded.packets) < 2:
        return
    at = 1 + int(share * (len(coded.packets) - 1))
    cut = (coded.stripped + at + hold(profile)) * profile.frame
    pcm = frames(clip, profile)
    shut = error(
        sent(coded.packets[:at] + fade(clip, profile, at), profile), faded(pcm, profile, cut), coded.stripped, profile
    )
    open_ = error(sent(coded.packets, profile), pcm, coded.stripped, profile)
    first = cut - (1 + hold(profile)) * profile.frame
    last = cut + profile.rate * MILLISECONDS // 1000 + profile.frame
    around = slice(max(0, first), last)
    length = min(len(shut), last) - around.start
    usual = max(float(np.sum(open_[around])), float(np.mean(open_[: len(pcm)])) * length)
    assert float(np.sum(shut[around])) <= 2 * usual


@pytest.mark.parametrize("profile", [PCMA, PCMU, L16], ids=lambda profile: profile.name)
@FEW
@given(clip=sounds(), share=st.floats(0, 1, exclude_max=True))
def test_pcm_is_exact(profile: Profile, clip: Clip, share: float) -> None:
    coded = encode(clip, profile)
    if len(coded.packets) < 2:
        return
    at = 1 + int(share * (len(coded.packets) - 1))
    whole = code(faded(frames(clip, profile), profile, (coded.stripped + at) * profile.frame), profile)
    packets = (silence(profile),) * coded.stripped + coded.packets[:at] + fade(clip, profile, at)
    assert packets == whole[: len(packets)]
    assert set(whole[len(packets) :]) <= {silence(profile)}


@profiles
@FEW
@given(clip=sounds(), share=st.floats(0, 1, exclude_max=True))
def test_silence_after_it_is_silence(profile: Profile, clip: Clip, share: float) -> None:
    """The first packet of silence ends the overlap; from the second on all samples are 0."""
    coded = encode(clip, profile)
    if not coded.packets:
        return
    at = int(share * len(coded.packets))
    packets = coded.packets[:at] + fade(clip, profile, at)
    heard = sent(packets, profile).reshape(-1, profile.frame)[LEAD + len(packets) + 1 :]
    assert len(heard) == LEAD - 1
    assert np.all(heard == decode([silence(profile)], profile)[0])


@profiles
@FEW
@given(clip=sounds(), share=st.floats(0, 1, exclude_max=True))
def test_it_ends_soon(profile: Profile, clip: Clip, share: float) -> None:
    coded = encode(clip, profile)
    at = int(share * len(coded.packets))
    assert len(fade(clip, profile, at)) * profile.ticks <= 48 * 130


@profiles
def test_ends(profile: Profile) -> None:
    clip = clips()[0]
    last = len(encode(clip, profile).packets)
    assert fade(clip, profile, 0) == ()
    assert fade(clip, profile, -3) == ()
    assert fade(clip, profile, last + 20) == ()
    assert len(fade(clip, profile, last - 1)) <= 2
    assert fade(Clip(np.zeros(0, np.int16)), profile, 3) == ()


@profiles
def test_a_clip_that_was_not_coded_before(profile: Profile) -> None:
    clip = Clip(np.concatenate([np.zeros(7000, np.int16), clips()[1].samples]))
    early = fade(clip, profile, 30)
    assert stripped(clip, profile) == encode(clip, profile).stripped > 0
    assert fade(clip, profile, 30) == early


def sent(packets: tuple[bytes, ...], profile: Profile) -> NDArray[np.float64]:
    quiet = (silence(profile),) * LEAD
    return decode(quiet + packets + quiet, profile)


def error(
    heard: NDArray[np.float64],
    pcm: NDArray[np.int16],
    skipped: int,
    profile: Profile,
) -> NDArray[np.float64]:
    """Squares of what was heard less what should be, from the clip's first sample on."""
    start = (LEAD - skipped) * profile.frame + DELAY[profile.name]
    heard = heard[max(0, start) :]
    heard = np.concatenate([np.zeros(max(0, -start)), heard])
    due = np.zeros(len(heard))
    due[: len(pcm)] = pcm[: len(due)]
    return (heard - due) ** 2
