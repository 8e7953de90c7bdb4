"""An utterance: what is to be said in one language."""

from dataclasses import dataclass
from typing import Protocol

from callcast.player.speech.language import Undecided, language_of
from callcast.wording.segment import Segment, Text


@dataclass(frozen=True)
class Utterance:
    """Words and who should say them; with `segments` these are said, and the text is what people see of them.

    `lang` is a BCP-47 tag, or several where any may be meant; None, only with a `voice`, is that voice's own. `voice`
    (`engine:name`) must say it, if given; `preferred` says it where it speaks `lang`.
    """

    text: str
    lang: str | Undecided | None
    voice: str | None = None
    preferred: str | None = None
    segments: tuple[Segment, ...] = ()

    @property
    def words(self) -> str:
        """The text of it that is said."""
        if not self.segments:
            return self.text
        return " ".join(one.text for one in self.segments if isinstance(one, Text))


class Spoken(Protocol):
    """What of a channel's settings counts here."""

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP-47 tags, the main one first."""

    @property
    def voice(self) -> str | None:
        """`engine:name`, preferred."""


def utterance_of(text: str, lang: str | None, voice: str | None, channel: Spoken) -> Utterance:
    """What `channel` says for `text`: its language by script where none is given, its voice where that speaks it."""
    guessed = language_of(text, channel.languages) if voice is None else None
    return Utterance(text, lang or guessed, voice, channel.voice)
