"""Chimes, sound files, and the lead-in."""

import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.support.ebur128 import loudness, true_peak
from tests.unit.media.test_level import PEAK

from callcast.player.media.chime import LONGEST, TARGET, chime, load, wake
from callcast.player.media.clip import RATE
from callcast.player.media.errors import UnknownChime, UnreadableSound
from callcast.player.media.meter import level
from callcast.player.media.names import CHIMES


@pytest.mark.parametrize("name", CHIMES)
def test_chimes_are_soft_and_alike(name: str) -> None:
    clip = chime(name)
    assert loudness(clip.samples) == pytest.approx(TARGET, abs=1)
    assert true_peak(clip.samples) <= PEAK
    assert clip.ticks <= 3 * RATE
    assert clip.digest == chime(name).digest


@pytest.mark.parametrize("name", CHIMES)
def test_chimes_do_not_click(name: str) -> None:
    """Both ends are silence, and no step is steeper than a sine of 8 kHz at the peak would be."""
    samples = chime(name).samples.astype(float)
    assert abs(samples[0]) <= 2
    assert abs(samples[-1]) <= 2
    assert np.abs(np.diff(samples)).max() < np.abs(samples).max() * 2 * np.sin(np.pi * 8000 / RATE)


def test_the_named_chimes_are_there() -> None:
    assert {"ding-dong", "bell", "gong"} <= set(CHIMES)


def test_unknown_chime_names_the_known() -> None:
    with pytest.raises(UnknownChime, match="ding-dong"):
        chime("dong-ding")


def write(path: Path, samples: NDArray[np.int16], rate: int) -> str:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1] if samples.ndim == 2 else 1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return str(path)


def test_a_file_keeps_its_sound(tmp_path: Path) -> None:
    wavy = np.round(8000 * np.sin(np.arange(22_050) * 0.1)).astype(np.int16)
    clip = load(write(tmp_path / "a.wav", np.stack([wavy, wavy], axis=1), 22_050))
    assert clip.ticks == pytest.approx(RATE, abs=100)
    assert level(clip.samples[5000:40_000]).rms == pytest.approx(level(wavy).rms, abs=0.2)


def test_a_long_file_is_cut(tmp_path: Path) -> None:
    clip = load(write(tmp_path / "long.wav", np.full(8000 * (LONGEST + 5), 9000, np.int16), 8000))
    assert clip.ticks == LONGEST * RATE
    assert abs(int(clip.samples[-1])) < 50


@pytest.mark.parametrize("content", [None, b"", b"no sound at all" * 50, b"RIFF\xff\xff\xff\xffWAVEfmt "])
def test_what_is_no_sound_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableSound) as caught:
        load(str(path))
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_silent_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (write(tmp_path / "s.wav", np.zeros(8000, np.int16), 8000), str(tmp_path)):
        with pytest.raises(UnreadableSound):
            load(path)


@given(st.binary(max_size=400), st.integers(0, 60))
def test_garbage_is_sound_or_refused(tmp_path_factory: pytest.TempPathFactory, junk: bytes, keep: int) -> None:
    path = tmp_path_factory.mktemp("junk") / "j.wav"
    head = Path(write(path, np.arange(200, dtype=np.int16) * 100, 8000)).read_bytes()[:keep]
    path.write_bytes(head + junk)
    try:
        ticks = load(str(path)).ticks
    except UnreadableSound:
        return
    assert ticks > 0


@pytest.mark.parametrize("ms", [40, 500, 2000])
def test_lead_in(ms: int) -> None:
    clip = wake(ms)
    assert clip.ticks == ms * 48
    middle = clip.samples[clip.ticks // 3 : clip.ticks * 2 // 3]
    assert level(middle).rms == pytest.approx(-50, abs=2)
    assert abs(int(clip.samples[0])) <= 1
    assert abs(int(clip.samples[-1])) <= 1
    assert clip.digest == wake(ms).digest


def test_no_lead_in() -> None:
    assert wake(0).ticks == 0
