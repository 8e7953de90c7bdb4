"""What is said in several languages: what is taken, what is refused, what is shown."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.bus.messages import Call, Catalogue
from callcast.desk.queueing.channel import Channel
from callcast.desk.queueing.errors import RequestRefused
from callcast.desk.queueing.request import Request
from callcast.desk.queueing.saying import LANGS, shown
from callcast.wording import templates

CATALOGUE = Catalogue(("zh-TW", "en-US", "ja", "de"), {"espeak:cmn": ("cmn",), "espeak:en": ("en",)}, 90)
HALL = Channel("hall", "Hall", ("zh-TW", "en"))
DOOR = Channel("door", "Door", ("en",))
CALL = Call("A012", "3")
TEXTS = (("en", "Order 37"), ("zh-TW", "三十七號"))


def show(request: Request, *channels: Channel) -> str:
    request.check(tuple(one.id for one in channels or (HALL,)))
    request.check_speakable(CATALOGUE)
    return shown(request, CATALOGUE, channels or (HALL,), {})


def of(lang: str) -> str:
    return templates.of("counter", lang, {}).shown(CALL, lang)


COUNTER = Request(template="counter", call=CALL)


@pytest.mark.parametrize(
    ("request_", "channels", "text"),
    [
        (Request("plain"), (HALL,), "plain"),
        (COUNTER, (HALL, DOOR), of("zh-TW")),
        (COUNTER, (DOOR, HALL), of("en")),
        (COUNTER, (Channel("x", "", ("de", "ja")),), of("ja")),
        (replace(COUNTER, langs=("en", "zh-TW")), (HALL,), of("en")),
        (Request(template="closing"), (DOOR,), templates.of("closing", "en", {}).shown(Call(), "en")),
        (Request(texts=TEXTS), (HALL,), "三十七號"),
        (Request(texts=TEXTS), (DOOR,), "Order 37"),
        (Request(texts=TEXTS, langs=("en",)), (HALL,), "Order 37"),
        (Request("37!", texts=TEXTS), (HALL,), "37!"),
        (Request(texts=(("de", "eins"), ("ja", "一"))), (HALL,), "eins"),
    ],
)
def test_people_are_shown_the_main_language(request_: Request, channels: tuple[Channel, ...], text: str) -> None:
    assert show(request_, *channels) == text


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"template": "countr"}, "template", 'no template "countr"; did you mean "counter"?'),
        ({"template": "x"}, "template", "there are: counter, room"),
        ({"text": "a"}, "text", 'both a "text" and a "template"'),
        ({"texts": TEXTS}, "texts", 'both a "texts" and a "template"'),
        ({"lang": "en"}, "lang", '"langs"'),
        ({"langs": ("tlh",)}, "langs", 'no lang "tlh"; there are: zh-TW'),
        ({"langs": ("en", "de")}, "langs", 'no template "counter" in the language "de"'),
        ({"langs": ("en",) * (LANGS + 1)}, "langs", "the limit is 8"),
        ({"call": None}, "call.number", "the call has none; give it a number."),
        ({"call": Call("A012")}, "call.place", "the call has none; give it a place."),
        ({"voice": "espeak:e"}, "voice", 'did you mean "espeak:en"?'),
    ],
)
def test_what_is_wrong_with_a_template(change: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        show(replace(COUNTER, **change))
    assert caught.value.field == field
    assert words in str(caught.value)


def test_a_channel_that_has_no_template_in_its_languages() -> None:
    with pytest.raises(RequestRefused, match=r'no template "counter" in a language of the channels \(de\)'):
        show(COUNTER, HALL, Channel("x", "", ("de",)))


@pytest.mark.parametrize(
    ("request_", "field", "words"),
    [
        (Request(), "text", "text is empty"),
        (Request("a", langs=("en",)), "langs", 'give its language as "lang"'),
        (Request(texts=TEXTS, lang="en"), "lang", '"langs"'),
        (
            Request(texts=TEXTS, langs=("en", "ja")),
            "langs",
            '"langs" has "ja" and "texts" has no text in it, but in en',
        ),
        (Request(texts=(("tlh", "a"),)), "texts", 'no lang "tlh"'),
        (Request(texts=(("en", ""),)), "texts.en", "text is empty"),
        (Request(texts=(("en", "x" * 91),)), "texts.en", "has 91 characters and the limit is 90"),
        (Request("x" * 91, texts=TEXTS), "text", "has 91 characters"),
        (Request(texts=tuple((f"en-{n}", "a") for n in range(9))), "texts", "the limit is 8"),
    ],
)
def test_what_is_wrong_with_texts(request_: Request, field: str, words: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        show(request_)
    assert caught.value.field == field
    assert words in str(caught.value)


tags = st.sampled_from(["zh-TW", "en", "ja", "de", "yue"]) | st.text(max_size=8)


@given(
    st.builds(
        Request,
        st.text(max_size=8),
        template=st.none() | st.sampled_from(templates.KINDS) | st.text(max_size=8),
        langs=st.lists(tags, max_size=3).map(tuple),
        texts=st.lists(st.tuples(tags, st.text(max_size=8)), max_size=3).map(tuple),
        call=st.none() | st.builds(Call, st.text(max_size=8), st.text(max_size=8)),
    )
)
def test_anything_is_taken_or_refused_in_one_line(request_: Request) -> None:
    try:
        assert show(request_, HALL, DOOR)
    except RequestRefused as error:
        sentence = str(error)
        assert sentence.isprintable()
        assert sentence.endswith((".", "?"))
        assert len(sentence) < 400
