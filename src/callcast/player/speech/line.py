"""An utterance as one language says it."""

from collections import OrderedDict
from dataclasses import dataclass

from callcast.player.speech.settings import SpeechSettings
from callcast.player.speech.utterance import Utterance
from callcast.tags import written
from callcast.text import normalise
from callcast.wording.free import segments
from callcast.wording.plain import plain
from callcast.wording.reading import read
from callcast.wording.segment import Letters, Recording
from callcast.wording.spoken import Spoken

REMEMBERED = 512
"""Utterances that need not be read again."""


@dataclass(frozen=True)
class Line:
    """What is said: segment by segment, and as one line of text for an engine that takes only that."""

    text: str
    spoken: tuple[Spoken, ...]

    @property
    def letters(self) -> bool:
        """There are Latin letters in it, to be said by their names."""
        return any(isinstance(one, Letters) for one in self.spoken)

    @property
    def recordings(self) -> tuple[str, ...]:
        """The names of the house's recordings in it."""
        return tuple(one.name for one in self.spoken if isinstance(one, Recording))


class Lines:
    """Reads utterances, and remembers the last that were read: a long one takes tens of ms, so `read` in a thread."""

    def __init__(self, settings: SpeechSettings) -> None:
        self._settings = settings
        self._read: OrderedDict[tuple[Utterance, str], Line] = OrderedDict()

    def known(self, utterance: Utterance, language: str) -> Line | None:
        """`utterance` in `language`, if it was read lately."""
        return self._read.get((utterance, language))

    def read(self, utterance: Utterance, language: str) -> Line:
        """`utterance` in `language`. Raises `TextRejected`."""
        tag = written(language.replace("_", "-"))
        typed = utterance.segments
        if not typed:
            typed = segments(normalise(utterance.text, self._settings.text_limit), tag)
        return of(read(typed, tag, self._settings.reading), tag)

    def remember(self, utterance: Utterance, language: str, line: Line) -> None:
        """It is `known` from now on, and the oldest is not if there are many."""
        self._read[utterance, language] = line
        if len(self._read) > REMEMBERED:
            self._read.popitem(last=False)


def of(spoken: tuple[Spoken, ...], language: str) -> Line:
    """The line of these."""
    return Line(plain(spoken, language).strip(), spoken)
