"""Tags find the language that people mean by them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.tags import canonical, lookup, written

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


@pytest.mark.parametrize(
    ("tag", "usual"),
    [("zh-hant-tw", "zh-Hant-TW"), ("en-us", "en-US"), ("es-419", "es-419"), ("en-x-ab-abcd", "en-x-ab-abcd")],
)
def test_written(tag: str, usual: str) -> None:
    assert written(tag) == usual


tags = st.from_regex(re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,4}", re.ASCII), fullmatch=True)


@given(st.text(max_size=40) | tags, st.lists(st.sampled_from(ESPEAK) | tags, max_size=6))
def test_lookup_of_anything(tag: str, available: list[str]) -> None:
    found = lookup(tag, available)
    assert found is None or found in available
    assert lookup(tag.upper(), available) == lookup(tag.lower(), available)
    assert found is None or canonical(found).partition("-")[0] == canonical(tag).partition("-")[0]


@given(st.lists(tags, min_size=1, max_size=5))
def test_what_is_there_is_found(available: list[str]) -> None:
    for tag in available:
        assert canonical(str(lookup(tag, available))) == canonical(tag)
