"""Who is in the chain of a language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.speech.chain import Member, chain, member, parts
from callcast.player.speech.engine import Voice

TONE = "callcast.testing.engines:Tone"


@pytest.mark.parametrize(
    ("name", "engines", "found"),
    [
        ("kokoro", (), Member("kokoro")),
        ("kokoro:zf_xiaoxiao", (), Member("kokoro", "zf_xiaoxiao")),
        ("piper:a:b", (), Member("piper", "a:b")),
        (TONE, (), Member(TONE)),
        (f"{TONE}:low", (), Member(TONE, "low")),
        ("my.engine:low", ("my.engine",), Member("my.engine", "low")),
        ("my.engine:low", (), Member("my.engine:low")),
    ],
)
def test_a_member_as_it_is_written(name: str, engines: tuple[str, ...], found: Member) -> None:
    assert member(name, engines) == found
    assert found.name == name


names = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
voices = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(names, st.none() | voices)
def test_a_member_comes_back_as_it_was(engine: str, voice: str | None) -> None:
    one = Member(engine, voice)
    assert member(one.name, (engine,)) == member(one.name) == one


@given(st.text(max_size=30), st.lists(names, max_size=4))
def test_whatever_is_written_is_some_member_of_that_name(text: str, engines: list[str]) -> None:
    assert member(text, engines).name in (text, text.rstrip(":"))


@pytest.mark.parametrize(
    ("tag", "names"),
    [
        ("zh-TW", ["bank", "espeak:cmn"]),
        ("zh", ["bank", "espeak:cmn"]),
        ("zh-CN", ["bank", "espeak:cmn"]),  # the nearest of its language
        ("zh-HK", ["espeak:yue"]),
        ("en", ["kokoro", "bank"]),
    ],
)
def test_the_chain_of_a_language(tag: str, names: list[str]) -> None:
    chains = {"zh-TW": ["bank", "espeak:cmn", "bank"], "yue": ["espeak:yue"]}
    assert [one.name for one in chain(tag, chains, ("kokoro", "bank"))] == names


def test_which_voice_of_an_engine() -> None:
    own = [Voice("low", ("en-GB", "cmn")), Voice("high", ("en-US", "en"))]
    assert parts(Member("e"), own, "en") == ((own[1], "en"),)
    assert parts(Member("e", "low"), own, "en") == ((own[0], "en-GB"),)
    assert parts(Member("e"), own, "zh-TW") == ((own[0], "cmn"),)
    assert parts(Member("e", "high"), own, "zh-TW") == ()
    assert parts(Member("e", "none"), own, "en") == ()


def test_voices_that_lack_words_are_followed_by_the_next() -> None:
    house, hall = Voice("house", ("zh",), whole=False), Voice("hall", ("zh-TW",), whole=False)
    whole, last = Voice("whole", ("zh-TW",)), Voice("last", ("zh-TW",))
    english = Voice("english", ("en",), whole=False)
    every = [house, english, hall, whole, last]
    assert [voice.name for voice, _ in parts(Member("e"), every, "zh-TW")] == ["hall", "whole"]
    assert parts(Member("e"), every[:3], "zh-TW") == ((hall, "zh-TW"), (house, "zh"))
    assert parts(Member("e", "house"), every, "zh-TW") == ((house, "zh"),)
