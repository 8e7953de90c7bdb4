"""What is taken and what is refused, with its sentence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.bus.messages import Call, Catalogue, Priority
from callcast.desk.queueing.errors import RequestRefused
from callcast.desk.queueing.request import Request, check_key

CATALOGUE = Catalogue(("zh-TW", "en-US"), {"espeak:cmn": ("cmn",), "espeak:en": ("en",)}, 20)
KNOWN = ("hall", "lobby")


def check(request: Request, known: tuple[str, ...] = KNOWN, catalogue: Catalogue = CATALOGUE) -> None:
    request.check(known)
    request.check_speakable(catalogue)


def refused(request: Request, known: tuple[str, ...] = KNOWN, catalogue: Catalogue = CATALOGUE) -> RequestRefused:
    with pytest.raises(RequestRefused) as caught:
        check(request, known, catalogue)
    return caught.value


@pytest.mark.parametrize(
    ("request_", "field", "words"),
    [
        (Request(""), "text", "text is empty"),
        (Request(" \n\t "), "text", "text is empty"),
        (Request("x" * 21), "text", "has 21 characters and the limit is 20"),
        (Request("a\x00b"), "text", "U+0000"),
        (Request("a\ud800b"), "text", "U+D800"),
        (Request("。"), "text", "nothing to speak"),
        (Request("…"), "text", "nothing to speak"),
        (Request("!!!"), "text", "nothing to speak"),
        (Request("\u200b"), "text", "text is empty"),
        (Request("\ufdfa" * 2), "text", "has 36 characters"),
        (Request("a", lang="zh", voice="espeak:en"), "voice", '"espeak:en" does not speak "zh", but en;'),
        (Request("a", lang="zh-HK"), "lang", 'no lang "zh-HK"'),
        (Request("a", ()), "channels", "channels is empty"),
        (Request("a", ("hal",)), "channels", 'no channel "hal"; did you mean "hall"?'),
        (Request("a", ("hall", "x")), "channels", 'no channel "x"; there are: hall, lobby.'),
        (Request("a", lang="tlh"), "lang", 'no lang "tlh"; there are: zh-TW, en-US.'),
        (Request("a", voice="espeak:e"), "voice", 'did you mean "espeak:en"?'),
        (Request("a", repeat=0), "repeat", "from 1 to 10"),
        (Request("a", repeat=11), "repeat", "from 1 to 10"),
        (Request("a", expires_in=0.0), "expires_in", "more than 0 seconds"),
        (Request("a", expires_in=-1.0), "expires_in", "more than 0 seconds"),
        (Request("a", expires_in=604800.1), "expires_in", "604800 (7 days)"),
        (Request("a", expires_in=float("nan")), "expires_in", "more than 0 seconds"),
        (Request("a", expires_in=float("inf")), "expires_in", "more than 0 seconds"),
    ],
)
def test_what_is_wrong_is_named(request_: Request, field: str, words: str) -> None:
    error = refused(request_)
    assert error.field == field
    assert words in str(error)


def test_without_channels_nothing_can_be_said() -> None:
    assert "[[channels]]" in str(refused(Request("a"), known=()))


def test_channels_are_all_or_those_named_each_once() -> None:
    assert Request("a").check(KNOWN) == KNOWN
    assert Request("a", ("lobby", "hall", "lobby")).check(KNOWN) == ("lobby", "hall")


@pytest.mark.parametrize("lang", ["zh-TW", "ZH-tw", "zh", "zh_TW", "cmn", "en", "en_GB", "en-US-x-slow"])
def test_a_language_is_found_by_its_relatives(lang: str) -> None:
    Request("a", lang=lang).check_speakable(CATALOGUE)


@given(st.text(), st.none() | st.lists(st.text()).map(tuple), st.none() | st.text(), st.none() | st.text(),
       st.sampled_from(Priority), st.integers(), st.none() | st.floats())  # fmt: skip
def test_anything_is_taken_or_refused_in_one_line(
    text: str,
    channels: tuple[str, ...] | None,
    lang: str | None,
    voice: str | None,
    priority: Priority,
    repeat: int,
    expires_in: float | None,
) -> None:
    try:
        check(Request(text, channels, lang, voice, priority, repeat, expires_in))
    except RequestRefused as error:
        sentence = str(error)
        assert sentence.isprintable()
        assert sentence.endswith((".", "?"))
        assert len(sentence) < 400


requests = st.builds(
    Request,
    st.text(),
    repeat=st.integers(1, 3),
    call=st.none() | st.builds(Call, st.text(), st.text(), st.text()),
    template=st.none() | st.text(max_size=3),
    langs=st.lists(st.text(max_size=3), max_size=2).map(tuple),
    texts=st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=2).map(tuple),
)


@given(requests, requests)
def test_the_digest_tells_requests_apart(one: Request, other: Request) -> None:
    assert (one.digest() == other.digest()) == (one == other)


@pytest.mark.parametrize(
    ("request_", "digest"),
    [
        (Request("text"), "508710b00cc7fb56932fe7d3e440fd52fab74bc97c2cb3f87f69e67557187fe2"),
        (
            Request("請 A012 號", ("hall",), "zh-TW", "espeak:cmn", Priority.URGENT, 2, 60.0),
            "a538158a33b213193cf876eb72e6ed7a3b6c208a3bbebd44c83084e9c121d471",
        ),
    ],
)
def test_without_what_came_later_the_digest_is_what_it_was(request_: Request, digest: str) -> None:
    assert request_.digest() == digest
    assert replace(request_, call=Call("A012")).digest() != digest
    assert replace(request_, langs=("en",)).digest() != digest
    assert replace(request_, texts=(("en", "a"),)).digest() != digest
    assert replace(request_, template="counter").digest() != digest


def test_a_call_is_checked_with_the_rest() -> None:
    assert Request("a", call=Call("A012")).check(KNOWN) == KNOWN
    assert refused(Request("a", call=Call(" "))).field == "call"


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_has_1_to_255_characters(key: str) -> None:
    with pytest.raises(RequestRefused, match="from 1 to 255"):
        check_key(key)
    check_key("k" * 255)
