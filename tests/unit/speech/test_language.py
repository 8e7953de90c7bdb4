"""Tags find the language that people mean by them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.speech.language import canonical, language_of, listed, lookup, nearest, written

ESPEAK = ["cmn", "cmn-latn-pinyin", "de", "en-029", "en", "en-us", "es", "es-419", "fr", "hak", "ja", "ko", "nb", "yue"]


@pytest.mark.parametrize(
    ("tag", "spoken"),
    [
        ("zh", "cmn"),
        ("zh-TW", "cmn"),
        ("ZH-tw", "cmn"),
        ("zh_CN", "cmn"),
        ("cmn", "cmn"),
        ("zh-Hant", "cmn"),
        ("zh-Hans-SG", "cmn"),
        ("zh-Hant-TW-x-clinic", "cmn"),
        ("zh-HK", "yue"),
        ("yue", "yue"),
        ("zh-MO", "yue"),
        ("zh-Hant-HK", "yue"),
        ("zh-yue-HK", "yue"),
        ("zh-hakka", "cmn"),
        ("zh-hak", "hak"),
        ("cmn-Latn-pinyin", "cmn-latn-pinyin"),
        ("ja-JP", "ja"),
        ("en", "en"),
        ("en-GB", "en"),
        ("en-US", "en-us"),
        ("en-CA", "en-us"),
        ("en-AU-x-a-b", "en"),
        ("es-MX", "es-419"),
        ("no", "nb"),
        ("nn-NO", "nb"),
        ("tlh", None),
        ("zh-min-nan", None),
        ("", None),
        ("-", None),
        ("e", None),
        ("en us", None),
        ("zh-", None),
    ],
)
def test_lookup(tag: str, spoken: str | None) -> None:
    assert lookup(tag, ESPEAK) == spoken


def test_a_narrower_voice_is_better_than_none() -> None:
    assert lookup("en", ["en-US", "en-GB"]) == "en-US"
    assert lookup("en-AU", ["de", "en-GB"]) == "en-GB"
    assert lookup("zh", ["zh-TW"]) == "zh-TW"
    assert lookup("zh-HK", ["zh-TW"]) is None


@pytest.mark.parametrize(("tag", "near"), [("zh-nan", "cmn"), ("dee", "de"), ("zh-wuu", "cmn"), ("qqqqqqq", None)])
def test_nearest(tag: str, near: str | None) -> None:
    assert nearest(tag, ESPEAK) == near


@pytest.mark.parametrize(
    ("tag", "usual"),
    [("zh-hant-tw", "zh-Hant-TW"), ("en-us", "en-US"), ("es-419", "es-419"), ("en-x-ab-abcd", "en-x-ab-abcd")],
)
def test_written(tag: str, usual: str) -> None:
    assert written(tag) == usual


def test_listed_shows_what_people_write() -> None:
    assert {"zh-TW", "zh-HK", "en", "en-US", "cmn"} <= set(listed(ESPEAK))
    assert "zh-HK" not in listed(["cmn"])


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("請到3號櫃檯", ("zh-TW", "en"), "zh-TW"),
        ("請到3號櫃檯", ("en", "zh-HK", "zh-TW"), "zh-HK"),
        ("三番", ("en", "ja"), "ja"),
        ("三番", ("en",), "zh"),
        ("三番の方", ("zh-TW", "en"), "ja"),
        ("三番の方", ("zh-TW", "ja-JP"), "ja-JP"),
        ("ﾊﾞﾝｺﾞｳ", ("zh-TW",), "ja"),
        ("안녕", ("zh-TW", "en"), "ko"),
        ("約翰・史密斯", ("zh-TW", "en"), "zh-TW"),
        ("Order 37", ("zh-TW", "en"), "en"),
        ("Ｏｒｄｅｒ", ("zh-TW", "de"), "de"),
        ("Order 37", ("zh-TW", "ru"), "zh-TW"),
        ("Broj 37", ("zh-TW", "sr-Latn"), "sr-Latn"),
        ("Qing dao", ("zh-Latn-pinyin",), "zh-Latn-pinyin"),
        ("37", ("zh-TW", "en"), "zh-TW"),
        ("Order", (), "en"),
    ],
)
def test_language_of(text: str, languages: tuple[str, ...], expected: str) -> None:
    assert language_of(text, languages) == expected


tags = st.from_regex(re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,4}", re.ASCII), fullmatch=True)


@given(st.text(max_size=40) | tags, st.lists(st.sampled_from(ESPEAK) | tags, max_size=6))
def test_lookup_of_anything(tag: str, available: list[str]) -> None:
    found = lookup(tag, available)
    assert found is None or found in available
    assert lookup(tag.upper(), available) == lookup(tag.lower(), available)
    near = nearest(tag, available)
    assert near is None or near in available
    assert found is None or canonical(found).partition("-")[0] == canonical(tag).partition("-")[0]


@given(st.lists(tags, min_size=1, max_size=5))
def test_what_is_there_is_found(available: list[str]) -> None:
    for tag in available:
        assert canonical(str(lookup(tag, available))) == canonical(tag)


@given(st.text(max_size=40), st.lists(tags, max_size=4))
def test_language_of_anything(text: str, languages: list[str]) -> None:
    assert language_of(text, languages) in {*languages, "en", "zh", "ja", "ko"}
