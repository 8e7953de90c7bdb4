"""Spliced packets are as good as one encoder that never stops."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.unit.media.decode import decode
from tests.unit.media.speech import clips, speech_like
from tests.unit.media.timeline import splice

from callcast.player.media.chime import load
from callcast.player.media.clip import Clip
from callcast.player.media.encode import encode
from callcast.player.media.profile import AAC, L16, OPUS, PCMA, PCMU, PROFILES, Profile
from callcast.player.media.silence import config, silence

FEW = settings(max_examples=25)
"""Each example codes and decodes seconds of sound."""

SYLLABLES = Path(__file__).parents[3] / ".." / "shared" / "voices" / "cmn-syllables"


def pieces() -> st.SearchStrategy[Clip]:
    """Whole sentences, cut out parts of them at any level, and random speech-like sound."""

    def part(number: int, start: float, length: float, gain: float) -> Clip:
        samples = clips()[number].samples
        first = int(start * (len(samples) - 5000))
        return Clip(np.round(samples[first : first + 2000 + int(length * 40_000)] * gain).astype(np.int16))

    def generated(seed: int, seconds: float) -> Clip:
        return Clip(np.round(speech_like(seed, seconds) * 32_767).astype(np.int16))

    share = st.floats(0, 1)
    return st.one_of(
        st.integers(0, 2).map(lambda number: clips()[number]),
        st.builds(part, st.integers(0, 2), share, share, st.floats(0.01, 1)),
        st.builds(generated, st.integers(0, 10_000), st.floats(0.05, 1.5)),
    )


timelines = st.lists(st.tuples(pieces(), st.integers(0, 12)), min_size=1, max_size=4)


@FEW
@given(timelines)
def test_aac_is_decoded_as_one_run_bit_for_bit(timeline: list[tuple[Clip, int]]) -> None:
    spliced = splice(timeline, AAC)
    assert np.array_equal(decode(spliced.packets, AAC), decode(spliced.continuous, AAC))


def test_aac_without_marks_differs_by_a_few_quantisers() -> None:
    spliced = splice([(clip, 3) for clip in clips() * 3], AAC, marks=False)
    once = decode(spliced.continuous, AAC)
    assert power(decode(spliced.packets, AAC) - once) <= power(once) * 10**-4


@pytest.mark.parametrize("profile", [PCMA, PCMU, L16], ids=lambda profile: profile.name)
@FEW
@given(timeline=timelines)
def test_pcm_is_exact(profile: Profile, timeline: list[tuple[Clip, int]]) -> None:
    spliced = splice(timeline, profile)
    assert spliced.packets == spliced.continuous


@FEW
@given(timelines)
def test_opus_is_near_one_run(timeline: list[tuple[Clip, int]]) -> None:
    spliced = splice(timeline, OPUS)
    once = decode(spliced.continuous, OPUS)
    assert power(decode(spliced.packets, OPUS) - once) <= power(once) * 10**-3


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
@FEW
@given(timeline=timelines)
def test_silence_is_silence(profile: Profile, timeline: list[tuple[Clip, int]]) -> None:
    """The first packet of silence ends the overlap of what precedes it; from the second on all samples are 0."""
    spliced = splice(timeline, profile)
    heard = decode(spliced.packets, profile).reshape(-1, profile.frame)
    due = np.ones(len(heard), bool)
    for voiced in spliced.voiced:
        due[voiced.start : voiced.stop + 1] = False
    quiet = decode([silence(profile)], profile)[0]  # G.711 A has no zero: its least value stands for it
    assert np.all(heard[due] == quiet)


@pytest.mark.skipif(not SYLLABLES.is_dir(), reason="the recorded syllables are not there")
@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_recorded_speech(profile: Profile) -> None:
    files = sorted(SYLLABLES.glob("*.mp3"))[::200]
    spliced = splice([(load(str(file)), gap) for gap, file in enumerate(files)], profile)
    heard, once = decode(spliced.packets, profile), decode(spliced.continuous, profile)
    assert power(heard - once) <= (power(once) * 10**-3 if profile == OPUS else 0)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_ends_are_stripped(profile: Profile) -> None:
    sound = np.concatenate([np.zeros(20_000, np.int16), clips()[0].samples, np.zeros(20_000, np.int16)])
    coded = encode(Clip(sound), profile)
    assert coded.stripped >= 20_000 // profile.ticks - 1
    assert coded.packets[0] != silence(profile) != coded.packets[-1]
    assert len(coded.packets) <= clips()[0].ticks / profile.ticks + 8


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_nothing_has_no_packets(profile: Profile) -> None:
    for length in (0, 1, 5000):
        assert encode(Clip(np.zeros(length, np.int16)), profile).packets == ()


def test_no_encoder_names_itself() -> None:
    assert not any(b"Lav" in packet for packet in encode(clips()[0], AAC).packets)


def test_config_is_aac_lc_48k_mono() -> None:
    assert config(AAC).hex().startswith("1188")
    assert [config(profile) for profile in (OPUS, PCMA, PCMU, L16)] == [b""] * 4


def power(samples: NDArray[np.float64]) -> float:
    return float(np.sum(samples**2))
