"""What is to be read for a voice says every call of the house, and is short."""

from pathlib import Path

import pytest

from callcast.bus.messages import Call
from callcast.player.speech.bank.manifest import Manifest
from callcast.player.speech.bank.match import match
from callcast.player.speech.bank.pack import Pack
from callcast.player.speech.bank.vocabulary import Vocabulary
from callcast.wording import reading, templates
from callcast.wording.customs import Customs
from callcast.wording.preview import Wording
from callcast.wording.prompts import Prompt, prompts
from callcast.wording.segment import Letters
from callcast.wording.spoken import Spelled, Words

KINDS = ("counter", "missed")


def script(language: str, places: int = 10, letters: str = "AB") -> tuple[Prompt, ...]:
    return prompts(language, KINDS, places, letters, Wording())


@pytest.mark.parametrize("language", ["zh-TW", "zh-CN", "yue", "en", "ja"])
@pytest.mark.parametrize("places", [1, 3, 12, 40])
def test_every_call_can_be_put_together_from_it(language: str, places: int) -> None:
    said = {line.text for line in script(language, places)}
    for kind in KINDS:
        template = templates.of(kind, language, {})
        for number in ("A012", "B987", "A456", "3"):
            for place in range(1, places + 1):
                for one in reading.read(template.fill(Call(number, str(place)), language), language, Customs()):
                    if isinstance(one, Words):
                        assert made_of(one.text, said), one
                    elif isinstance(one, Spelled):
                        assert set(one.words) <= said
                    elif isinstance(one, Letters):
                        assert set(one.letters) <= said


@pytest.mark.parametrize("language", ["zh-TW", "zh-CN", "yue", "en", "ja"])
def test_a_pack_of_it_says_calls_of_every_kind(language: str) -> None:
    tables: dict[str, dict[str, Path]] = {"phrases": {}, "digits": {}, "letters": {}}
    for line in prompts(language, templates.KINDS, 12, "AB", Wording()):
        tables[line.table][line.text] = Path(line.id)
    pack = Vocabulary(Pack("x", Manifest(name="x", language=language), **tables, syllables={}, recordings={}))
    for kind in templates.KINDS:
        segments = templates.of(kind, language, {}).fill(Call("A012", "12"), language)
        assert match(reading.read(segments, language, Customs()), pack)


def made_of(text: str, parts: set[str]) -> bool:
    text = text.strip(" ,.;!?-，。、！？；：")
    return not text or any(text.startswith(part) and made_of(text[len(part) :], parts) for part in parts)


@pytest.mark.parametrize("language", ["zh-TW", "zh-CN", "yue", "en", "ja"])
def test_a_clinic_is_done_with_forty_phrases(language: str) -> None:
    """Nothing is asked twice, and each has a name of its own."""
    found = script(language)
    assert len(found) <= 40
    assert len({line.text for line in found}) == len({line.id for line in found}) == len(found)


def test_numbers_that_others_make_are_not_asked_for() -> None:
    said = {line.text for line in script("zh-TW", 40)}
    assert "十" in said
    assert not said & {"十一", "十二", "二十", "三十九"}
