"""Raw samples: every rate that may be asked for, to the sample."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.media.clip import RATE, Clip
from callcast.player.media.encode import encode
from callcast.player.media.profile import PCM_RATES, Sample, pcm
from callcast.player.media.silence import silence


@given(rate=st.sampled_from(PCM_RATES), sample=st.sampled_from(["s16le", "f32le"]), channels=st.integers(1, 8))
def test_frames_are_whole_in_samples_and_in_ticks(rate: int, sample: Sample, channels: int) -> None:
    profile = pcm(sample, rate, channels)
    assert profile.frame * RATE == profile.ticks * rate
    assert profile.ticks in (RATE // 50, RATE // 25)
    assert len(silence(profile)) == profile.frame * channels * (2 if sample == "s16le" else 4)


def test_a_clip_at_its_own_rate_is_itself() -> None:
    samples = np.arange(-960, 960, dtype=np.int16)
    whole = b"".join(encode(Clip(samples), pcm("s16le", RATE)).packets)
    assert np.array_equal(np.frombuffer(whole, "<i2"), samples)
    floats = np.frombuffer(b"".join(encode(Clip(samples), pcm("f32le", RATE, 2)).packets), "<f4").reshape(-1, 2)
    assert np.array_equal(floats[:, 0], samples / np.float32(32_768))
    assert np.array_equal(floats[:, 0], floats[:, 1])


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 24_000, 44_100, 96_000])
def test_a_tone_keeps_its_length_and_level(rate: int) -> None:
    tone = np.round(10_000 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.int16)
    profile = pcm("s16le", rate)
    got = np.frombuffer(b"".join(encode(Clip(tone), profile).packets), "<i2")
    assert rate <= len(got) <= rate + 3 * profile.frame
    assert np.abs(got[rate // 4 : rate // 2]).max() == pytest.approx(10_000, rel=0.01)
