"""An utterance, as one language says it."""

import pytest

from callcast.player.speech.line import REMEMBERED, Lines
from callcast.player.speech.settings import SpeechSettings
from callcast.player.speech.utterance import Utterance
from callcast.text import TextRejected
from callcast.wording.segment import Letters, Recording, Text

SETTINGS = SpeechSettings.model_validate({"reading": {"one": "幺"}})


@pytest.mark.parametrize(
    ("utterance", "tag", "text"),
    [
        (Utterance("請 A012 號", "zh"), "zh-TW", "請A零幺二號"),
        (Utterance("請 Ａ０１２ 號", "zh"), "zh_tw", "請A零幺二號"),
        (Utterance("A012", "EN"), "EN", "A, zero one two"),
        (Utterance("shown", "en", segments=(Text("said"),)), "en", "said"),
    ],
)
def test_what_an_engine_of_text_gets(utterance: Utterance, tag: str, text: str) -> None:
    line = Lines(SETTINGS).read(utterance, tag)
    assert line.text.replace(" ", "") == text.replace(" ", "")
    assert line.letters is ("A" in text)


def test_what_is_in_it() -> None:
    segments = (Recording("gong"), Letters("B"))
    line = Lines(SETTINGS).read(Utterance("", "en", segments=segments), "en")
    assert (line.recordings, line.letters, line.spoken) == (("gong",), True, segments)


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(TextRejected, match="501 characters"):
        Lines(SETTINGS).read(Utterance("x" * 501, "en"), "en")


def test_the_last_are_remembered() -> None:
    lines = Lines(SETTINGS)
    for number in range(REMEMBERED + 1):
        utterance = Utterance(f"number {number}", "en")
        lines.remember(utterance, "en", lines.read(utterance, "en"))
    assert lines.known(Utterance("number 0", "en"), "en") is None
    assert lines.known(Utterance("number 1", "en"), "en") == lines.read(Utterance("number 1", "en"), "en")
