"""What is to be read for a voice says every call of the house, and is short."""

import pytest

from callcast.bus.messages import Call
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
