"""What is read of a `pack.toml`, and what is said of one that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.speech.bank.manifest import SIZE_LIMIT, Manifest, parse
from callcast.player.speech.errors import PackError

HEAD = 'name = "Hall"\nlanguage = "zh-TW"\n'


def said(text: str | bytes) -> str:
    with pytest.raises(PackError) as caught:
        parse("hall", text if isinstance(text, bytes) else text.encode())
    told = str(caught.value)
    assert "\n" not in told
    assert told.startswith("The voice pack hall cannot be used: ")
    assert told.endswith(".")
    return told


def test_all_of_it() -> None:
    manifest = parse(
        "hall",
        (
            HEAD + 'speaker = "王小美"\nlicence = "CC0-1.0"\n[phrases]\n"請" = "a.wav"\n[digits]\n"0" = "d/0.wav"\n'
            '"幺" = "d/1.wav"\n'
            '[letters]\nA = "a.ogg"\n[syllables]\nhao4 = "h.mp3"\nlv4 = "l.mp3"\n[recordings]\nwelcome = "w.flac"\n'
        ).encode(),
    )
    assert manifest.phrases == {"請": "a.wav"}
    assert manifest.syllables["lv4"] == "l.mp3"
    assert parse("hall", manifest.dumps().encode()) == manifest


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "is not TOML ("),
        (b"\xff", "is not TOML ("),
        (b"a" * (SIZE_LIMIT + 1), "larger than"),
        ("x = " + "[" * 5_000, "mend that line|nested too deeply"),
        ('name = "Hall"', "language is missing; add it"),
        ('name = ""\nlanguage = "en"', 'name is "", but should'),
        ('name = "x"\nlanguage = "Mandarin of Taiwan"', "write a language tag"),
        (HEAD + "frases = 1", 'there is "frases", which is no key of a pack; did you mean "phrases"'),
        (HEAD + 'phrases = "a.wav"', "phrases is"),
        (HEAD + "[phrases]\nx = 1", '[phrases] "x" is 1, but should be a valid string'),
        (HEAD + '[phrases]\n"，" = "a.wav"', 'has "，", which has nothing to say in it'),
        (HEAD + '[digits]\n"12" = "a.wav"', 'has "12", which is no digit'),
        (HEAD + '[letters]\nAB = "a.wav"', 'has "AB", which is no letter from A to Z'),
        (HEAD + '[syllables]\nhao = "a.wav"', 'has "hao", which is no syllable'),
        (HEAD + '[syllables]\n"lü4" = "a.wav"', "which is no syllable"),
        ('name = "x"\nlanguage = "yue"\n[syllables]\nhou2 = "a.wav"', "syllables are for Mandarin"),
        (HEAD + '[recordings]\n" " = "a.wav"', "which is no name"),
    ],
)
def test_what_is_wrong_is_one_sentence(text: str | bytes, told: str) -> None:
    found = said(text)
    assert any(part in found for part in told.split("|")), found


_FILES = st.text(min_size=1, max_size=20).filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text))


@given(name=_FILES, phrases=st.dictionaries(_FILES.map(lambda text: "a" + text), _FILES, max_size=4))
def test_what_is_written_is_read(name: str, phrases: dict[str, str]) -> None:
    manifest = Manifest(name=name, language="en", phrases=phrases)
    assert parse("x", manifest.dumps().encode()) == manifest


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
def test_nothing_else_comes_of_anything(data: bytes) -> None:
    with pytest.raises(PackError):
        parse("x", data)


_VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-9, 9), st.text(max_size=5)),
    lambda inner: st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*Manifest.model_fields, "x"]), _VALUES, max_size=5))
def test_no_tree_breaks_the_sentence(tree: dict[str, object]) -> None:
    lines = [f"{key} = {_inline(value)}" for key, value in tree.items()]
    try:
        parse("x", "\n".join(lines).encode("utf-8", "replace"))
    except PackError as error:
        told = str(error)
    else:
        told = ""
    assert "\n" not in told


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(key)} = {_inline(inner)}" for key, inner in value.items()) + "}"
    return str(value).lower() if isinstance(value, (bool, int)) else _quoted(str(value))


def _quoted(text: str) -> str:
    return '"' + "".join(f"\\u{ord(char):04x}" if ord(char) < 0xD800 else "x" for char in text) + '"'
