"""An utterance as one language says it."""

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


def line(utterance: Utterance, language: str, settings: SpeechSettings) -> Line:
    """`utterance` in `language`. Raises `TextRejected`."""
    language = written(language.replace("_", "-"))
    typed = utterance.segments
    if not typed:
        typed = segments(normalise(utterance.text, settings.text_limit), language)
    return of(read(typed, language, settings.reading), language)


def of(spoken: tuple[Spoken, ...], language: str) -> Line:
    """The line of these."""
    return Line(plain(spoken, language).strip(), spoken)
