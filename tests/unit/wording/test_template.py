"""Templates: what is refused, what is filled in, and those that come with Callcast."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.wording.tables import LANGUAGES

from callcast.bus.messages import Call
from callcast.wording import templates
from callcast.wording.customs import Customs
from callcast.wording.errors import CallLacks, LanguageUntold, TemplateFault, UnknownKind
from callcast.wording.plain import plain
from callcast.wording.reading import read
from callcast.wording.segment import Break, Recording, Text
from callcast.wording.template import LONGEST, PLACEHOLDERS, Template

CALL = Call("A012", "3", "王小明")


def said(text: str, call: Call, language: str) -> str:
    return plain(read(Template.parse(text).fill(call, language), language, Customs()), language)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{numbr} 號", "{numbr} is no placeholder; did you mean {number}? There are: {number}, {name}, {place}, "),
        ("{foobar}", "{foobar} is no placeholder; there are: {number}, "),
        ("{}", "{} is no placeholder; there are: "),
        ("{Number}", "did you mean {number}?"),
        ("{number:3}", "{number:3} is no placeholder; did you mean {number}?"),
        ("{break}", "{break} is no placeholder; did you mean {break:MS}?"),
        ("{break:MS}", "write 1 to 5000 milliseconds"),
        ("{break:0}", "write 1 to 5000 milliseconds"),
        ("{break:5001}", "write 1 to 5000 milliseconds"),
        ("{break:-1}", "write 1 to 5000 milliseconds"),
        ("{break:" + "9" * 100 + "}", "write 1 to 5000 milliseconds"),
        ("{clip:../../etc}", "write its name in the voice pack"),
        ("{clip:}", "write its name in the voice pack"),
        ("請 {number 號", '"{" without its "}"'),
        ("請 number} 號", '"}" without its "{"'),
        ("{{number}}", '"{" without its "}"'),
        ("", "is empty"),
        ("  ", "is empty"),
        ("好" * (LONGEST + 1), "501 characters and the limit is 500"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(TemplateFault) as caught:
        Template.parse(text)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(alphabet="{}:ab1 號numberbreak", max_size=30) | st.text(max_size=30))
def test_any_text_is_a_template_or_a_sentence(text: str) -> None:
    try:
        template = Template.parse(text)
    except TemplateFault:
        return
    assert template.text == text
    for language in (*LANGUAGES, "de"):
        template.fill(CALL, language)
        template.shown(CALL, language)


PIECES = st.text(alphabet="請號到 ab,。", max_size=6) | st.sampled_from(
    ["{number}", "{name}", "{place}", "{counter}", "{room}", "{window}", "{break:300}", "{clip:hello}"]
)


@given(st.lists(PIECES, min_size=1).filter(lambda pieces: any(piece.strip() for piece in pieces)))
def test_placeholders_come_out_in_their_order(pieces: list[str]) -> None:
    text = "".join(pieces)
    template = Template.parse(text)
    assert Template.parse(template.text) == template
    segments = template.fill(Call("Q77", "抽血室", "王小明"), "zh-TW")
    rest = [one for one in segments if isinstance(one, Break | Recording)]
    marks = [piece for piece in pieces if ":" in piece]
    # The pause within a code is none: Q77 has no groups.
    assert rest == [Break(300) if mark == "{break:300}" else Recording("hello") for mark in marks]
    shown = template.shown(Call("Q77", "抽血室", "王小明"), "zh-TW")
    values = {
        "{number}": "Q77",
        "{name}": "王小明",
        **dict.fromkeys(("{place}", "{counter}", "{room}", "{window}"), "抽血室"),
    }
    expected = "".join(values.get(piece, "" if ":" in piece else piece) for piece in pieces)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", expected)


@pytest.mark.parametrize(
    ("call", "lacking"), [(Call("", "3"), "number"), (Call("A012", ""), "place"), (Call(" ", "3"), "number")]
)
def test_a_call_that_lacks_something_is_told_so(call: Call, lacking: str) -> None:
    template = Template.parse("請 {number} 號到 {counter}")
    for use in (template.fill, template.shown):
        with pytest.raises(
            CallLacks, match=f"says the {lacking}, and the call has none; give it a {lacking}"
        ) as caught:
            use(call, "zh-TW")
        assert caught.value.lacking == lacking


@pytest.mark.parametrize(
    ("place", "language", "shown", "read_"),
    [
        ("3", "zh-TW", "3 號櫃檯", "三號櫃檯"),
        ("12", "zh-TW", "12 號櫃檯", "十二號櫃檯"),
        ("03", "zh-TW", "03 號櫃檯", "三號櫃檯"),
        ("305", "zh-TW", "305 號櫃檯", "三零五號櫃檯"),
        ("B2", "zh-TW", "B2 櫃檯", "B二櫃檯"),
        ("B", "zh-TW", "B 櫃檯", "B櫃檯"),
        ("３", "zh-TW", "3 號櫃檯", "三號櫃檯"),
        ("抽血室", "zh-TW", "抽血室", "抽血室"),
        ("2 樓抽血室", "zh-TW", "2 樓抽血室", "二樓抽血室"),
        ("3號診間", "zh-TW", "3號診間", "三號診間"),
        ("3", "zh-CN", "3 号柜台", "三号柜台"),
        ("3", "yue", "3 號櫃位", "三號櫃位"),
        ("3", "zh-HK", "3 號櫃位", "三號櫃位"),
        ("3", "en", "counter 3", "counter three"),
        ("305", "en", "counter 305", "counter three zero five"),
        ("B2", "en", "counter B2", "counter B, two"),
        ("3 號櫃檯", "en", "counter 3", "counter three"),
        ("3號診間", "en", "room 3", "room three"),
        ("Counter 3", "en", "Counter 3", "Counter three"),
        ("Window 7", "zh-TW", "7 號窗口", "七號窗口"),
        ("3", "ja", "3番のカウンター", "さんばんのカウンター"),
        ("5 號櫃檯", "ja", "5番のカウンター", "ごばんのカウンター"),
        ("3番窓口", "en", "window 3", "window three"),
        ("3", "de", "3", "3"),
    ],
)
def test_a_place_as_each_language_says_it(place: str, language: str, shown: str, read_: str) -> None:
    template = Template.parse("{counter}")
    assert template.shown(Call("1", place), language) == shown
    assert said("{counter}", Call("1", place), language) == read_


def test_a_number_that_is_no_code_is_read_as_text() -> None:
    assert said("{number}", Call("王先生 14:30"), "zh-TW") == "王先生下午兩點半"
    assert Template.parse("請 {number} 號").shown(Call("No. Ａ０１２ 號"), "zh-TW") == "請 A012 號"


def test_breaks_and_clips() -> None:
    segments = Template.parse("{clip:hello}請{break:300}{name}").fill(CALL, "zh-TW")
    assert segments == (Recording("hello"), Text("請"), Break(300), Text("王小明"))
    assert Template.parse("Wait{break:300}now").shown(CALL, "en") == "Wait now"


def test_digits_in_the_words_of_a_template_are_read() -> None:
    assert said("請 {number} 號到 3 樓 {place}", Call("A012", "抽血室"), "zh-TW") == "請A零一二號到三樓抽血室"


SHIPPED = [(language, kind) for language in LANGUAGES for kind in templates.KINDS]


@pytest.mark.parametrize(("language", "kind"), SHIPPED)
def test_every_shipped_template_is_right_and_read_without_a_digit(language: str, kind: str) -> None:
    template = templates.of(kind, language, {})
    call = Call("A012", "3")
    shown = template.shown(call, language)
    assert not re.search(r"[{}]", shown)
    line = plain(read(template.fill(call, language), language, Customs()), language)
    assert line
    assert not re.search(r"[0-9{}]", line)


@pytest.mark.parametrize(
    ("language", "shown", "line"),
    [
        ("zh-TW", "來賓 A012 號，請到 3 號櫃檯", "來賓A零一二號，請到三號櫃檯"),
        ("zh-CN", "请 A012 号到 3 号柜台办理", "请A零一二号到三号柜台办理"),
        ("yue", "請 A012 號到 3 號櫃位", "請A零一二號到三號櫃位"),
        ("en", "Number A012, please go to counter 3.", "Number A, zero one two, please go to counter three."),
        (
            "ja",
            "A012番のお客様、3番のカウンターまでお越しください。",
            "エー ゼロ いち にばんのお客様、さんばんのカウンターまでお越しください。",
        ),
    ],
)
def test_a_call_to_a_counter(language: str, shown: str, line: str) -> None:
    template = templates.of("counter", language, {})
    assert template.shown(CALL, language) == shown
    assert said(template.text, CALL, language) == line


@pytest.mark.parametrize(
    ("tag", "home"),
    [
        ("zh", "zh-TW"),
        ("zh-Hant", "zh-TW"),
        ("zh-Hans", "zh-CN"),
        ("cmn", "zh-TW"),
        ("zh-SG", "zh-CN"),
        ("zh_TW", "zh-TW"),
        ("zh-HK", "yue"),
        ("zh-Hant-HK", "yue"),
        ("yue-HK", "yue"),
        ("en-GB", "en"),
        ("en-US", "en"),
        ("ja-JP", "ja"),
        ("zh-Hans-CN", "zh-CN"),
        ("zh-Hant-TW", "zh-TW"),
        ("cmn-Hans", "zh-CN"),
        ("zh-MO", "yue"),
    ],
)
def test_which_shipped_template_a_tag_gets(tag: str, home: str) -> None:
    assert templates.of("counter", tag, {}) == templates.of("counter", home, {})


def test_a_sites_own_template_comes_before_ours_and_only_in_its_language() -> None:
    own: templates.Own = {
        "zh-TW": {"counter": "來賓 {number} 號"},
        "en-GB": {"counter": "Ticket {number}"},
        "de": {"counter": "Nummer {number}"},
    }
    assert templates.of("counter", "zh-TW", own).text == "來賓 {number} 號"
    assert templates.of("counter", "zh", own).text == "來賓 {number} 號"
    assert templates.of("counter", "en", own).text == "Ticket {number}"
    assert templates.of("counter", "de-AT", own).text == "Nummer {number}"
    for tag in ("zh-CN", "zh-HK"):
        assert templates.of("counter", tag, own) == templates.of("counter", tag, {})
    assert templates.of("room", "zh-TW", own) == templates.of("room", "zh-TW", {})


def test_the_nearest_of_a_sites_own_is_taken() -> None:
    own: templates.Own = {"en-GB": {"counter": "one"}, "en-US": {"counter": "two"}}
    assert templates.of("counter", "en-US", own).text == "two"
    assert templates.of("counter", "en-GB", own).text == "one"


@pytest.mark.parametrize("language", ["de", "fr", "nan", "xx", "no language"])
def test_a_language_without_templates_is_told(language: str) -> None:
    with pytest.raises(LanguageUntold, match=r'no template "counter" in the language .*\[speech\.templates') as caught:
        templates.of("counter", language, {"zh-TW": {"counter": "x"}})
    assert caught.value.language == language


def test_an_unknown_kind_is_told() -> None:
    with pytest.raises(UnknownKind, match='no template "conter"; did you mean "counter"'):
        templates.of("conter", "zh-TW", {})
    with pytest.raises(UnknownKind, match="there are: counter, room"):
        templates.of("xyz", "zh-TW", {})


def test_the_list_of_placeholders_is_whole() -> None:
    for name in PLACEHOLDERS:
        Template.parse("{" + name.replace("MS", "300").replace("NAME", "hello") + "}")
