"""Words in capitals: which are spelled, letter by letter."""

import re

_WORDS = frozenset(
    re.findall(r"\w+", "AND ARE BUT BUY CAN DAY END FOR GET NEW NOT NOW OFF OLD ONE OUT THE TWO USE WAY YES YOU")
)
_SHORT = frozenset(re.findall(r"\w+", "AN AS AT BE BY DO GO HE IF IN IS IT ME MR MS MY NO OF ON OR SO TO UP US WE"))
_PLACE = re.compile(
    r"\b(?:area|building|counter|desk|door|exit|gate|hall|lane|level|line|lobby|platform|room|row|section|ticket|ward|window"
    r"|wing|zone)\s$",
    re.IGNORECASE,
)
_UNSPEAKABLE = re.compile(r"[^AEIOUY]{3}|^[^AEIOUY]+$")
_LOWER = re.compile(r"[a-z]")


def spelled(word: str, before: str, text: str, *, english: bool) -> bool:
    """Whether `word`, of one to four capitals in `text`, is said by the names of its letters: VIP, ATM, but not OPEN.

    In English "A" and "I" are words, but for a "Gate A", and a text all in capitals has them for no sign.
    """
    if word in _WORDS:
        return False
    if not english:
        return len(word) < 4 or bool(_UNSPEAKABLE.search(word))
    if len(word) == 1:
        return word not in "AI" or bool(_PLACE.search(before))
    if word in _SHORT:
        return False
    if len(word) == 4 or not _LOWER.search(text):
        return bool(_UNSPEAKABLE.search(word))
    return True
