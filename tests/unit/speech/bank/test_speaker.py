"""Packs that speak: one made here, Debian's, and the collection beside the work tree."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.support.packs import SYLLABLES, english, gcin_is_missing, make, syllables_are_missing, tone

from callcast.player.media import level
from callcast.player.media.clip import RATE
from callcast.player.speech.bank import gcin, pack
from callcast.player.speech.bank.match import Unsaid
from callcast.player.speech.bank.speaker import Speaker, _Shelf
from callcast.player.speech.bank.take import Take, take
from callcast.player.speech.errors import PackError
from callcast.wording.segment import Break, Letters, Recording
from callcast.wording.spoken import Spelled, Spoken, Words

DIGITS = "零一二三四五六七八九"
RANDOM = random.Random(20)


def call() -> tuple[Spoken, ...]:
    number = tuple(RANDOM.choice(DIGITS) for _ in range(RANDOM.randint(1, 5)))
    counter = RANDOM.choice([*DIGITS[1:], "十", "十二", "二十三"])
    place = RANDOM.choice(("號櫃檯", "號窗口，謝謝", "號診間。請您稍候", "號櫃檯辦理"))
    return (Words("請"), Spelled(number), Words(f"號到{counter}{place}"))


def length(one: Spoken) -> int:
    """In syllables."""
    if isinstance(one, Spelled):
        return len(one.words)
    return len(one.text) if isinstance(one, Words) else 0


def silences(samples: NDArray[np.int16]) -> tuple[float, float, float]:
    """Milliseconds before the first sound, the longest between, and behind the last one."""
    blocks = np.abs(samples[: len(samples) // 240 * 240].astype(float)).reshape(-1, 240).max(axis=1)
    loud = np.flatnonzero(blocks > 0.03 * blocks.max())
    between = 5.0 * max(0, int(np.diff(loud).max(initial=1)) - 1)
    return 5.0 * int(loud[0]), between, 5.0 * (len(blocks) - 1 - int(loud[-1]))


def check(speaker: Speaker) -> None:
    """50 calls: no long silence, no clipping, a length that speech has, and the ends as they were recorded."""
    for _ in range(50):
        spoken = call()
        sound = speaker.say(spoken)
        count = sum(map(length, spoken))
        before, between, behind = silences(sound)
        assert between < 400, spoken
        assert before < 90
        assert behind < 80
        assert 0.24 < len(sound) / RATE / count < 0.5, spoken
        assert np.abs(sound.astype(int)).max() < 32_000
        clip = level.condition(sound.astype(np.float32) / 32_768, RATE)
        assert 0 <= len(sound) - len(clip.samples) < RATE // 10


@pytest.mark.once
@pytest.mark.skipif(bool(gcin_is_missing()), reason=gcin_is_missing())
@pytest.mark.parametrize("number", [0, 1])
def test_fifty_calls_by_gcin(number: int) -> None:
    found = list(gcin.packs())
    assert [one.name for one in found] == ["gcin-3", "gcin-5"]
    assert found[number].manifest.language == "zh-TW"
    check(Speaker(found[number]))


@pytest.mark.skipif(bool(gcin_is_missing()), reason=gcin_is_missing())
def test_gcin_by_zhuyin() -> None:
    found = next(gcin.packs())
    folders = {said: path.parent.name for said, path in found.syllables.items()}
    assert len(folders) > 1_150
    some = {
        "hao4": "ㄏㄠ4",
        "yi1": "ㄧ",
        "qing3": "ㄑㄧㄥ3",
        "nv3": "ㄋㄩ3",
        "yue4": "ㄩㄝ4",
        "de5": "ㄉㄜ1",
        "er4": "ㄦ4",
        "wu3": "ㄨ3",
    }
    assert {said: folders[said] for said in some} == some


def test_gcin_where_it_is_not(tmp_path: Path) -> None:
    assert list(gcin.packs(tmp_path / "nowhere")) == []
    (tmp_path / "ㄏㄠ4").mkdir()
    (tmp_path / "README").touch()
    assert list(gcin.packs(tmp_path)) == []


@pytest.mark.once
@pytest.mark.skipif(bool(syllables_are_missing()), reason=syllables_are_missing())
def test_fifty_calls_by_the_collection() -> None:
    check(Speaker(pack.read(SYLLABLES)))


ENGLISH: tuple[Spoken, ...] = (
    *(Recording("welcome"), Words("Number"), Letters("A"), Spelled(("zero", "one", "two")), Break(200)),
    Words("please go to counter twelve."),
)


def test_a_small_pack(tmp_path: Path) -> None:
    speaker = Speaker(pack.read(english(tmp_path / "hall")))
    sound = speaker.say(ENGLISH)
    assert 8 * 0.25 < len(sound) / RATE < 4
    assert silences(sound)[1] < 300
    assert np.array_equal(sound, speaker.say(ENGLISH))
    with pytest.raises(Unsaid, match='"Pizza", "D"'):
        speaker.say((Words("Order Pizza"), Letters("D")))


def test_the_same_in_each_process_whatever_was_said_before(tmp_path: Path) -> None:
    found = pack.read(
        make(tmp_path / "a", "zh-TW", syllables={f"{base}4": f"{base}.wav" for base in ("hao", "dao", "gui")})
    )
    one, other = Speaker(found), Speaker(found)
    other.say((Words("到櫃號號"),))
    one.warm()
    assert np.array_equal(one.say((Words("號到櫃"),)), other.say((Words("號到櫃"),)))


def test_a_recording_that_is_no_sound_is_said_when_it_is_wanted(tmp_path: Path) -> None:
    folder = english(tmp_path / "hall")
    (folder / "order.wav").write_text("no sound")
    speaker = Speaker(pack.read(folder))
    speaker.warm()
    assert speaker.say((Words("please"),)).any()
    with pytest.raises(PackError, match=r'its recording "order.wav" is no sound'):
        speaker.say((Words("order"),))


def test_what_is_kept_ready_has_a_bound() -> None:
    one = take(tone(250).astype(np.float32) / 32_768)
    shelf = _Shelf(3 * one.samples.nbytes)
    made: list[int] = []

    def maker(number: int) -> Callable[[], Take]:
        def make_one() -> Take:
            made.append(number)
            return one

        return make_one

    for number in (1, 2, 3, 1, 4, 1, 2):
        shelf.get(number, maker(number))
    assert made == [1, 2, 3, 4, 2]
