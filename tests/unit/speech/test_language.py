"""Which language a text is in, and which there are to show."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.speech.language import _NOT_LATIN, candidates, language_of, listed, nearest, readable

ESPEAK = ["cmn", "cmn-latn-pinyin", "de", "en-029", "en", "en-us", "es", "es-419", "fr", "hak", "ja", "ko", "nb", "yue"]


@pytest.mark.parametrize(("tag", "near"), [("zh-nan", "cmn"), ("dee", "de"), ("zh-wuu", "cmn"), ("qqqqqqq", None)])
def test_nearest(tag: str, near: str | None) -> None:
    assert nearest(tag, ESPEAK) == near


@pytest.mark.parametrize(("tag", "available"), [("bo", ["jbo"]), ("bo-CN", ["jbo", "bs"]), ("be", ["bpy", "de", "bg"])])
def test_a_language_is_no_slip_of_the_pen_for_another(tag: str, available: list[str]) -> None:
    assert nearest(tag, available) is None


def test_listed_shows_what_people_write() -> None:
    assert {"zh-TW", "zh-HK", "en", "en-US", "cmn"} <= set(listed(ESPEAK))
    assert "zh-HK" not in listed(["cmn"])


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("請到3號櫃檯", ("zh-TW", "en"), "zh-TW"),
        ("請到3號櫃檯", ("en", "zh-HK", "zh-TW"), ("zh-HK", "zh-TW")),
        ("三番", ("en", "ja"), "ja"),
        ("三番", ("en",), "zh"),
        ("三番の方", ("zh-TW", "en"), "ja"),
        ("三番の方", ("zh-TW", "ja-JP"), "ja-JP"),
        ("ﾊﾞﾝｺﾞｳ", ("zh-TW",), "ja"),
        ("안녕", ("zh-TW", "en"), "ko"),
        ("約翰・史密斯", ("zh-TW", "en"), "zh-TW"),
        ("Order 37", ("zh-TW", "en"), "en"),
        ("Ｏｒｄｅｒ", ("zh-TW", "de"), "de"),
        ("Order 37", ("zh-TW", "ru"), ("zh-TW", "ru")),
        ("Order 37", ("zh-TW", "en", "de"), ("en", "de")),
        ("Broj 37", ("zh-TW", "sr-Latn"), "sr-Latn"),
        ("Qing dao", ("zh-Latn-pinyin",), "zh-Latn-pinyin"),
        ("37", ("zh-TW", "en"), ("zh-TW", "en")),
        ("37", ("en",), "en"),
        ("Order", (), "en"),
        ("Заказ 37 готов", ("zh-TW", "en"), "ru"),
        ("Заказ A12", ("en", "uk-UA"), "uk-UA"),
        ("Наруџбина", ("sr-Latn",), "ru"),
        ("الطلب جاهز", ("zh-TW", "en"), "ar"),
        ("سفارش", ("en", "fa"), "fa"),
        ("Η παραγγελία", ("zh-TW", "en"), "el"),
        ("Gate α, 5 µm", ("el", "en"), "en"),
        ("הזמנה", ("en", "iw"), "iw"),
        ("คำสั่งซื้อ", ("en",), "th"),
        ("आदेश", ("zh-TW", "en"), "hi"),
        ("ᚠᚢᚦ", ("zh-TW", "en"), ("zh-TW", "en")),
    ],
)
def test_language_of(text: str, languages: tuple[str, ...], expected: str | tuple[str, ...]) -> None:
    assert language_of(text, languages) == expected


tags = st.from_regex(re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,4}", re.ASCII), fullmatch=True)


@given(st.text(max_size=40) | tags, st.lists(st.sampled_from(ESPEAK) | tags, max_size=6))
def test_nearest_of_anything(tag: str, available: list[str]) -> None:
    near = nearest(tag, available)
    assert near is None or near in available


@given(st.text(max_size=40), st.lists(tags, max_size=4))
def test_language_of_anything(text: str, languages: list[str]) -> None:
    assert {*candidates(language_of(text, languages))} <= {*languages, "en", "zh", *_NOT_LATIN}


@pytest.mark.parametrize(
    ("text", "tag", "found"),
    [
        ("請到三號櫃檯", "en", False),
        ("請到三號櫃檯", "zh-HK", True),
        ("請到三號櫃檯", "ja", True),
        ("ご案内", "zh-TW", True),  # some of it
        ("こんにちは", "zh-TW", False),
        ("拿鐵 is ready", "en", True),
        ("Order", "zh-TW", True),  # there are Latin letters everywhere
        ("37!", "en", True),
        ("", "en", True),
        ("안녕", "ko-KR", True),
        ("안녕", "ja", False),
        ("ᚠᚢᚦ", "en", True),  # of which we know nothing
    ],
)
def test_who_can_make_something_of_a_text(text: str, tag: str, found: bool) -> None:
    assert readable(text, tag) is found


@given(st.text(max_size=40))
def test_the_language_of_a_text_can_make_something_of_it(text: str) -> None:
    assert all(readable(text, tag) for tag in candidates(language_of(text, ()))[:1])
