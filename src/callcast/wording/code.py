"""Codes: what a ticket, an order or a room has for a name."""

import re

from callcast.wording.characters import flat
from callcast.wording.language import known
from callcast.wording.segment import Digits, Letters, Number, Segment
from callcast.wording.tongues.tongue import GROUP_PAUSE

LONGEST = 24
"""Characters of a code."""

_LABEL = re.compile(r"^(?:no\.?|nr\.?|#|第|[號号][碼码]|番号札?|番号)\s*(?=\S)", re.IGNORECASE)
_TAIL = re.compile(r"\s*(?:[號号番])$")
_CODE = re.compile(r"(?:[A-Za-z]{1,3}(?:[ -]?\d+)?|\d+)(?:-?(?:[A-Za-z]{1,2}(?![A-Za-z])|\d+))*")
_RUN = re.compile(r"[A-Za-z]+|\d+")


def bare(text: str) -> str | None:
    """The code that `text` is, such as `A012` of "No. A012" or "A012 號", in NFKC; None when it is none."""
    plain = _TAIL.sub("", _LABEL.sub("", flat(text)))
    if len(plain) > LONGEST or not _CODE.fullmatch(plain):
        return None
    return plain if plain.upper() == plain or any(char.isdigit() for char in plain) else None


def segments(code: str, language: str) -> tuple[Segment, ...]:
    """A code that `bare` gave: letters, then digits one by one: "B2-105" is B, 2, a pause, 105.

    Japanese says a number that is no code as one: さんじゅうななばん.
    """
    if known(language) == "ja" and code.isdigit() and len(code) <= 4 and str(int(code)) == code:
        return (Number(int(code)),)
    found: list[Segment] = []
    for run in _RUN.findall(code):
        if run.isdigit() and found and isinstance(found[-1], Digits):
            found.append(GROUP_PAUSE)
        found.append(Digits(run) if run.isdigit() else Letters(run.upper()))
    return tuple(found)
