import string
import sys
from pathlib import Path

import pytest

from callcast.desk.queueing.hall import sentence as module
from callcast.desk.queueing.hall.sentence import Sentence, name_of, sentence

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILES = sorted(Path(module.__file__).with_name("sentences").glob("*.toml"))
LANGS = {"en", "zh-TW", "zh-CN", "ja"}


def _written(file: Path) -> dict[str, dict[str, str]]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _values(text: str) -> set[str]:
    """The names behind a $. As `Template.get_identifiers`, which 3.10 does not have; a $ that is none fails here."""
    found = [match.groupdict() for match in string.Template.pattern.finditer(text)]
    assert not [one for one in found if one["invalid"] is not None], text
    return {name for one in found if (name := one["named"] or one["braced"])}


def test_no_key_is_in_two_files() -> None:
    keys = [key for file in FILES for key in _written(file)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_sentence_is_written_in_every_language_with_the_same_values(file: Path) -> None:
    for key, written in _written(file).items():
        assert set(written) == LANGS, key
        assert len({frozenset(_values(text)) for text in written.values()}) == 1, key


def test_it_is_read_in_the_language_that_is_closest_and_else_in_english() -> None:
    said = sentence("unknown-line", id="x", known="a")
    assert said == Sentence("unknown-line", (("id", "x"), ("known", "a")))
    assert said.text("zh-TW") == "沒有「x」這個隊伍；現有的隊伍：a。"
    assert said.text("zh-Hant-TW") in {said.text("zh-TW"), said.text("zh-CN")}
    assert said.text("fr") == "There is no line x; the lines are a."


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("person:anna", "anna"),
        ("machine:this machine", "this machine"),
        ("device:入口", "入口"),
        ("anna", "anna"),
        ("Dr: X", "Dr: X"),
    ],
)
def test_people_are_told_the_name_of_who_did_it(who: str, name: str) -> None:
    assert name_of(who) == name
