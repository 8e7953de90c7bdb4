"""What several voices say in turn sounds as one: no click, and no pause but the one that is asked for."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from callcast.player.speech.joining import GAP_MS, LONGEST_MS, Run, joined, runs
from callcast.wording.segment import Break, Letters
from callcast.wording.spoken import Spelled, Spoken, Words

RATE = 48_000

spoken = st.one_of(
    st.builds(Words, st.just("號")),
    st.builds(Letters, st.sampled_from(["A", "VIP"])),
    st.builds(Spelled, st.just(("零", "一"))),
    st.builds(Break, st.integers(0, 2_000)),
)


def letters(one: Spoken) -> str | None:
    return "en" if isinstance(one, Letters) else None


def sine(hertz: float, ms: int, before: int = 0, after: int = 0) -> NDArray[np.float32]:
    """A tone that begins and ends at once, in silence of so many ms."""
    wave = 0.3 * np.sin(2 * np.pi * hertz * np.arange(ms * RATE // 1000) / RATE)
    return np.pad(wave.astype(np.float32), (before * RATE // 1000, after * RATE // 1000))


def pauses(sound: NDArray[np.float32]) -> list[int]:
    """Lengths in ms of what is under a hundredth of the peak, between what is not; from 20 ms on."""
    at = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    return [round(gap * 1000 / RATE) for gap in np.diff(at) if gap > RATE // 50]


def test_letters_and_words_take_turns() -> None:
    said: tuple[Spoken, ...] = (Words("請"), Letters("A"), Spelled(("零", "一")), Break(30), Words("號"))
    assert runs(said, letters) == (Run(said[:1], None), Run(said[1:2], "en"), Run(said[2:], None))
    assert runs((Break(5), Words("請"), Break(200), Letters("A"), Break(9_000), Words("號"), Break(1)), letters) == (
        Run((Words("請"),), None, 200),
        Run((Letters("A"),), "en", LONGEST_MS),
        Run((Words("號"),), None),
    )


@given(st.lists(spoken, max_size=12))
def test_nothing_that_is_said_is_lost(said: list[Spoken]) -> None:
    found = runs(said, letters)
    kept = [one for run in found for one in run.spoken if not isinstance(one, Break)]
    assert kept == [one for one in said if not isinstance(one, Break)]
    assert all(run.other == letters(one) for run in found for one in run.spoken if one in kept)
    assert all(a.other != b.other for a, b in pairwise(found))
    assert all(GAP_MS <= run.pause <= LONGEST_MS for run in found)


@given(
    st.lists(st.tuples(st.integers(60, 400), st.integers(0, 120), st.integers(0, 120)), min_size=1, max_size=5),
    st.lists(st.integers(GAP_MS, LONGEST_MS), min_size=5, max_size=5),
)
def test_the_pauses_are_those_asked_for(parts: list[tuple[int, int, int]], wanted: list[int]) -> None:
    sound = joined([sine(200, ms, before, after) for ms, before, after in parts], wanted, RATE)
    for found, ms in zip(pauses(sound), wanted[: len(parts) - 1], strict=True):
        assert abs(found - ms) <= 25  # a fade of 20 ms is heard no more before its end
    assert not pauses(sound[: RATE // 20])


@given(st.integers(12, 80).map(lambda n: 5 * n), st.integers(0, 60), st.integers(0, LONGEST_MS))
def test_nothing_clicks(ms: int, silence: int, pause: int) -> None:
    """Two whole numbers of periods, so that nothing but the splice could jump."""
    part = sine(200, ms, silence, silence)
    sound = joined([part, part], [pause], RATE)
    steepest = 2 * np.pi * 200 / RATE * 0.3
    assert np.abs(np.diff(sound)).max() <= 2 * steepest + 0.01
    assert max(abs(float(sound[0])), abs(float(sound[-1]))) < 0.01
