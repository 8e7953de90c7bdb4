"""Texts in the phonemes of Kokoro's alphabet: digits and letters in order, every sound one that the model knows."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.engines import missing

if missing("kokoro", "pypinyin", "opencc", "hibari", "fugashi", "ipadic"):
    pytest.skip(missing("kokoro", "pypinyin", "opencc", "hibari", "fugashi", "ipadic"), allow_module_level=True)

from callcast.player.speech.engines import kokoro_files
from callcast.player.speech.engines.phonemes.english import English
from callcast.player.speech.engines.phonemes.japanese import Japanese, kana
from callcast.player.speech.engines.phonemes.letters import names
from callcast.player.speech.engines.phonemes.mandarin import Mandarin, syllable
from callcast.player.speech.engines.phonemes.pieces import pieces
from callcast.wording.numbers import japanese
from callcast.wording.segment import Letters
from callcast.wording.spoken import Spelled, Words

MANDARIN, JAPANESE, ENGLISH = Mandarin(), Japanese(), English()
KNOWN = set(kokoro_files.vocabulary())
CHINESE = dict(
    zip("0123456789", ("li↗ŋ", "i→", "ɚ↘", "sa→n", "sɨ↘", "u↓", "ljou↘", "ʨʰi→", "pa→", "ʨjou↓"), strict=True)
)
NUMERALS = "零一二三四五六七八九"


def test_digits_in_mandarin_are_said_one_by_one_in_order() -> None:
    for digits in itertools.product("0479", repeat=3):
        spelled = MANDARIN.spelled([NUMERALS[int(digit)] for digit in digits])
        assert spelled == ", ".join(CHINESE[digit] for digit in digits)
    for digit, sound in CHINESE.items():
        assert MANDARIN.words(digit) == sound + ","


def test_letters_have_their_english_names_in_mandarin() -> None:
    assert MANDARIN.letters("AZ") == "ˈA zˈi"
    assert MANDARIN.words("請A號") == "ʨʰi↓ŋ ˈA xau↘"
    assert len({*names("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}) == 26
    assert set("".join(names("ABCDEFGHIJKLMNOPQRSTUVWXYZ", british=True))) <= KNOWN


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("到三號櫃檯。", "tau↘ sa→nxau↘ kwei↘tʰai↗."),
        ("银行", "i↗nxa↗ŋ"),
        ("銀行", "i↗nxa↗ŋ"),  # and not xing
        ("重複", "ꭧʰʊ↗ŋfu↘"),  # and not zhong
        ("女士，知日", "ny↓ʂɨ↘, ꭧɨ→ ɻɨ↘"),
    ],
)
def test_words_are_read_as_words_in_either_script(text: str, phonemes: str) -> None:
    assert MANDARIN.words(text) == phonemes


@pytest.mark.parametrize(
    ("pinyin", "phonemes"),
    [
        ("zhi1", "ꭧɨ→"),
        ("er2", "ɚ↗"),
        ("lü4", "ly↘"),
        ("xiong1", "ɕjʊ→ŋ"),
        ("ma5", "ma"),
        ("yuan2", "ɥɛ↗n"),
        ("wo3", "wo↓"),
    ],
)
def test_syllables(pinyin: str, phonemes: str) -> None:
    assert syllable(pinyin) == phonemes


@pytest.mark.parametrize("pinyin", ["", "hao", "xyz3", "hao9"])
def test_what_is_no_syllable_is_refused(pinyin: str) -> None:
    with pytest.raises(ValueError, match="no pinyin"):
        syllable(pinyin)


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("サンバン", "sambaɴ"),
        ("さんばん", "sambaɴ"),
        ("ニキャクッテ", "ɲikʲakɯʔte"),
        ("コーヒー", "koːçiː"),
        ("シンカンセン", "ɕiŋkaɴseɴ"),
        ("ギュウニュウ", "ɡʲɨɯɲɨɯ"),
        ("ッ", ""),
    ],
)
def test_kana(text: str, phonemes: str) -> None:
    assert kana(text) == phonemes


def test_japanese_is_read_by_words() -> None:
    assert JAPANESE.words("三番窓口へお越しください。") == "sambaɴ madoɡɯʨi e okoɕi kɯdasai."
    assert JAPANESE.words("三番の方、") == "sambaɴ no kata,"
    assert JAPANESE.words("大人一名") == "otona iʨimeː"
    assert JAPANESE.spelled(["ゼロ", "ヨン", "ナナ"]) == "ʣeɾo, joɴ, nana"
    assert JAPANESE.letters("AZ") == "eː zeʔto".replace("z", "ʣ")
    assert JAPANESE.words("A3") == "eː, saɴ,"


LONG = {"ゅう": "ゅー", "ごう": "ごー", "ょう": "ょー", "めい": "めー", "れい": "れー", "とお": "とー"}


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 9_999), st.sampled_from(sorted(japanese.COUNTERS)), st.sampled_from(["は", "のお客様、", "窓口へ"])
)
def test_a_number_in_kana_is_read_as_it_is_written(value: int, counter: str, after: str) -> None:
    """The dictionary makes other words of it: よんじ ゆうろくばん, and は of はち is a particle."""
    said = japanese.counted(value, counter)
    for kana_of, drawled in LONG.items():
        said = said.replace(kana_of, drawled)
    rest = {"は": " βa", "のお客様、": " no okʲakɯsama,", "窓口へ": " madoɡɯʨi e"}[after]
    assert JAPANESE.words(japanese.counted(value, counter) + after) == kana(said) + rest


@pytest.mark.parametrize("value", range(1, 100))
def test_a_number_without_a_counter_too(value: int) -> None:
    said = japanese.number(value)
    for kana_of, drawled in LONG.items():
        said = said.replace(kana_of, drawled)
    assert JAPANESE.words(f"{japanese.number(value)}、どうぞ").startswith(kana(said) + ",")
    assert JAPANESE.spelled([japanese.number(value)]) == kana(said)


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("こちらにおこしください", "koʨiɾa ɲi okoɕi kɯdasai"),
        ("まもなくしゅうりょうします", "mamonakɯ ɕɨː ɾʲoː ɕimasɨ"),
        ("７番です", "nana, bandesɨ"),
    ],
)
def test_other_kana_are_words(text: str, phonemes: str) -> None:
    assert JAPANESE.words(text) == phonemes


def test_english_is_read_by_words_and_digits_in_order() -> None:
    said = [ENGLISH.words(word) for word in ("zero", "four", "seven")]
    assert ENGLISH.spelled(["zero", "four", "seven"]) == " ".join(said)
    assert len(set(said)) == 3
    assert ENGLISH.letters("AB") == "ˈA bˈi"
    assert "tˈɪkət" in ENGLISH.words("Ticket [A](/b/)")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert set(MANDARIN.words(text)) <= KNOWN
    assert set(JAPANESE.words(text)) <= KNOWN
    assert isinstance(ENGLISH.words(text), str)


@settings(max_examples=60, deadline=None)
@given(st.text("零一二三號請到櫃檯診間銀行重複，。A1 ", max_size=30))
def test_mandarin_of_calls_is_read_without_a_fault(text: str) -> None:
    assert set(MANDARIN.words(text)) <= KNOWN


def test_a_pause_parts_digits_from_the_word_before() -> None:
    """請七六一號 would be heard as 星期六一號."""
    [said] = pieces((Words("請"), Spelled(("七", "六", "一")), Words("號")), MANDARIN, 200)
    assert isinstance(said, str)
    assert said.startswith(f"{MANDARIN.words('請')}, {MANDARIN.words('七')}, ")
    [said] = pieces((Words("請"), Letters("A"), Spelled(("七",)), Words("號到三樓")), MANDARIN, 200)
    parts = *map(MANDARIN.words, ("請", "A", "七")), MANDARIN.words("到三樓")
    assert said == f"{parts[0]}, {parts[1]}, {parts[2]} {MANDARIN.words('號')}, {parts[3]}"
