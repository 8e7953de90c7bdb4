"""What an announcement is made of, before it is read: typed segments, in the order in which they are said."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Text:
    """Running words in the language of the utterance, with nothing in them that is read by a rule of its own."""

    text: str


@dataclass(frozen=True)
class Letters:
    """Latin letters, said one by one by their names: "A", "VIP"."""

    letters: str


@dataclass(frozen=True)
class Digits:
    """Digits 0 to 9, said one by one, as those of a ticket: "012".

    `exact`: not one may be missing, as in a telephone number, however a site has its tickets read.
    """

    digits: str
    exact: bool = False


@dataclass(frozen=True)
class Number:
    """A whole number, read as one: 12 is 十二, "twelve"."""

    value: int


@dataclass(frozen=True)
class Break:
    """Silence of so many milliseconds."""

    ms: int


@dataclass(frozen=True)
class Recording:
    """A recording of the house, by the name that it has in a voice pack."""

    name: str


Segment: TypeAlias = Text | Letters | Digits | Number | Break | Recording
