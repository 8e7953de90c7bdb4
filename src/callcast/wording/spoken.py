"""What an utterance is made of once it has been read: what voices are given.

Nothing is left in it that a voice could read in a way of its own: no digit, no sign, no letter that is no word.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from callcast.wording.segment import Break, Letters, Recording


@dataclass(frozen=True)
class Words:
    """Running words, as they are said."""

    text: str


@dataclass(frozen=True)
class Spelled:
    """Words said one by one, as the digits of a ticket: 零, 一, 二. A group has the melody of a number read out."""

    words: tuple[str, ...]


Spoken: TypeAlias = Words | Spelled | Letters | Break | Recording

_KINDS: dict[str, type[Spoken]] = {kind.__name__.lower(): kind for kind in (Words, Spelled, Letters, Break, Recording)}


def dumped(spoken: Iterable[Spoken]) -> list[dict[str, Any]]:
    """As JSON has it: `{"kind": "words", "text": ...}`."""
    return [{"kind": type(one).__name__.lower(), **asdict(one)} for one in spoken]


def loaded(data: Iterable[Mapping[str, Any]]) -> tuple[Spoken, ...]:
    """What `dumped` gave; `ValueError` when it is something else."""
    return tuple(map(_loaded, data))


def _loaded(data: Mapping[str, Any]) -> Spoken:
    try:
        fields = dict(data)
        kind = _KINDS[fields.pop("kind")]
        if kind is Spelled:
            fields["words"] = tuple(fields["words"])
        return kind(**fields)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no spoken segment: {str(data)[:60]}") from error
