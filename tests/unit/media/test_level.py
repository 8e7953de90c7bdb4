"""Every voice alike, measured by libavfilter's own meter."""

from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.support.ebur128 import loudness, true_peak
from tests.unit.media.speech import SENTENCES, speech_like, spoken

from callcast.player.media.chime import load
from callcast.player.media.clip import RATE, Clip
from callcast.player.media.encode import encode
from callcast.player.media.errors import EmptySound
from callcast.player.media.level import TARGET, condition
from callcast.player.media.limiter import CEILING
from callcast.player.media.loudness import weigh
from callcast.player.media.profile import AAC, L16, OPUS, PCMA, PCMU, Profile
from callcast.player.media.resample import resample

SYLLABLES = Path(__file__).parents[3] / ".." / "shared" / "voices" / "cmn-syllables"

PEAK = -1.0
"""dBTP."""


def alike(loud: float, clip: Clip) -> bool:
    """At the target; softer only if the limiter holds the peaks already."""
    limited = float(np.abs(clip.samples.astype(int)).max()) > 0.95 * CEILING * 32_768
    return abs(loud - TARGET) <= 1 or (loud < TARGET and limited)


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize("gain", [0.02, 0.3, 1.0])
def test_real_speech(text: str, gain: float) -> None:
    samples, rate = spoken(text)
    clip = condition(samples * np.float32(gain), rate)
    assert loudness(clip.samples) == pytest.approx(TARGET, abs=1)
    assert true_peak(clip.samples) <= PEAK


@given(st.integers(0, 10_000), st.floats(0.6, 3), st.floats(0.02, 1), st.sampled_from([16_000, 22_050, 24_000, 48_000]))
def test_speech_like(seed: int, seconds: float, gain: float, rate: int) -> None:
    samples = resample(speech_like(seed, seconds), RATE, rate) * np.float32(gain)
    if np.abs(samples).max() < 0.001:
        return
    clip = condition(samples, rate)
    assert true_peak(clip.samples) <= PEAK
    if clip.ticks > RATE // 2:
        assert alike(loudness(clip.samples), clip)


@given(st.integers(0, 10_000), st.floats(0.08, 0.39))
def test_short_clips(seed: int, seconds: float) -> None:
    """libavfilter measures them over and over again."""
    samples = speech_like(seed, seconds)
    if np.abs(samples).max() < 0.001:
        return
    clip = condition(samples, RATE)
    assert true_peak(clip.samples) <= PEAK
    assert alike(loudness(np.tile(clip.samples, 1 + 5 * RATE // clip.ticks)), clip)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_meter_agrees_with_libavfilter(rate: int) -> None:
    samples = resample(speech_like(7, 4.0), RATE, rate) * np.float32(0.5)
    at_48k = np.asarray(np.clip(resample(samples, rate, RATE), -1, 1) * 32_767, np.int16)
    assert weigh(samples, rate).loudness() == pytest.approx(loudness(at_48k), abs=0.2 if rate > 8_000 else 0.5)


@pytest.mark.skipif(not SYLLABLES.is_dir(), reason="the recorded syllables are not there")
def test_recorded_speech() -> None:
    for file in sorted(SYLLABLES.glob("*.mp3"))[::100]:
        clip = condition(load(str(file)).samples.astype(np.float32) / 32_768, RATE)
        assert loudness(clip.samples) == pytest.approx(TARGET, abs=1)
        assert true_peak(clip.samples) <= PEAK


def test_silence_around_is_trimmed() -> None:
    samples, rate = spoken(SENTENCES[0])
    wide = np.concatenate([np.zeros(rate, np.float32), samples, np.zeros(rate * 2, np.float32)])
    noise = np.random.RandomState(1).uniform(-0.0005, 0.0005, len(wide)).astype(np.float32)
    assert condition(wide + noise, rate).ticks == pytest.approx(condition(wide, rate).ticks, abs=RATE // 50)
    assert condition(wide, rate).ticks < len(samples) / rate * RATE + RATE // 10


def test_ends_are_soft() -> None:
    clip = condition(np.sin(np.arange(RATE, dtype=np.float32) / 20), RATE)
    assert abs(int(clip.samples[0])) < 50
    assert abs(int(clip.samples[-1])) < 50


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, np.float32),
        np.zeros(5000, np.float32),
        np.full(5000, 1e-4, np.float32),
        np.array([0.1, np.nan, 0.2], np.float32),
        np.array([0.1, np.inf], np.float32),
        np.ones((2, 500), np.float32),
        np.ones(500, np.int16),
    ],
    ids=["none", "silence", "hiss", "nan", "inf", "stereo", "integers"],
)
def test_what_cannot_be_heard_is_refused(samples: NDArray[np.float32]) -> None:
    with pytest.raises(EmptySound) as caught:
        condition(samples, 22_050)
    assert str(caught.value).count(".") == 1


@given(st.lists(st.floats(-1, 1, width=32), max_size=400), st.sampled_from([8_000, 22_050, 48_000]))
def test_any_samples_give_a_clip_or_one_error(values: list[float], rate: int) -> None:
    try:
        clip = condition(np.array(values, np.float32), rate)
    except EmptySound:
        return
    assert clip.samples.dtype == np.int16
    assert true_peak(clip.samples) <= PEAK


def decoded(clip: Clip, profile: Profile) -> NDArray[np.int16]:
    """What a listener of `profile` hears of `clip`, at 48 kHz."""
    decoder = av.CodecContext.create(profile.codec, "r")
    assert isinstance(decoder, av.AudioCodecContext)
    if profile is AAC:
        decoder.extradata = bytes([0x11, 0x88])  # AAC-LC, 48 kHz, mono
    decoder.sample_rate, decoder.layout = profile.rate, "mono"
    to_flat = av.AudioResampler("flt", "mono", profile.rate)
    frames = [frame for packet in encode(clip, profile).packets for frame in decoder.decode(av.Packet(packet))]
    parts = [part.to_ndarray()[0] for frame in frames for part in to_flat.resample(frame)]
    sound = resample(np.concatenate(parts), profile.rate, RATE)
    assert np.abs(sound).max() < 1
    return np.asarray(np.round(sound * 32_767), np.int16)


@pytest.mark.parametrize("profile", [AAC, OPUS, PCMA, PCMU, L16], ids=lambda profile: profile.name)
@pytest.mark.parametrize("text", SENTENCES)
def test_who_decodes_it_has_that_loudness_and_no_higher_peak(text: str, profile: Profile) -> None:
    clip = condition(*spoken(text))
    heard = decoded(clip, profile)
    assert loudness(heard) == pytest.approx(TARGET, abs=1)
    assert true_peak(heard) <= PEAK


@pytest.mark.parametrize("phase", [0.0, 0.25, 0.5, 0.785])
def test_peaks_between_samples_count(phase: float) -> None:
    """A quarter of the rate, where samples may miss 3 dB of a peak: what is limited by its samples would overshoot."""
    at = np.arange(RATE)
    sound = np.sin(np.pi / 2 * at + phase) * (at % 20_000 < 300)  # rare and short, so that it is the limiter's
    clip = condition(sound.astype(np.float32), RATE)
    assert true_peak(clip.samples) <= 20 * np.log10(CEILING) + 0.5
