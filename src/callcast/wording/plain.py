"""One line of text for an engine that takes only text."""

from collections.abc import Iterable

from callcast.wording.language import known
from callcast.wording.segment import Break, Letters
from callcast.wording.spoken import Spelled, Spoken, Words

_PAUSES = {"ja": "、", "zh-TW": "，", "zh-CN": "，", "yue": "，"}
_SIGNS = ",.;:!?)，。、；：！？）」』…"


def plain(spoken: Iterable[Spoken], language: str) -> str:
    """`spoken` as a line of text; a recording of the house is not in it.

    "A, zero one two" in languages with spaces: a bare "A zero" is read as the article.
    """
    name = known(language)
    pause = _PAUSES.get(name or "", ",")
    spaced = name not in _PAUSES
    line = ""
    owed = ""
    for one in spoken:
        words, after = _said(one, pause, spaced=spaced)
        if not words:
            owed = after or owed
            continue
        if owed and line and line[-1] not in _SIGNS and words[0] not in _SIGNS:
            line += owed
        if _apart(line, words, one, spaced=spaced):
            line += " "
        line += words
        owed = after
    return line


def _said(one: Spoken, pause: str, *, spaced: bool) -> tuple[str, str]:
    """The words, and what must be between them and others."""
    if isinstance(one, Words):
        return one.text, ""
    if isinstance(one, Letters):
        return " ".join(one.letters), pause if spaced else ""
    if isinstance(one, Spelled):
        return ("" if _run_on(one.words) else " ").join(one.words), ""
    return "", pause if isinstance(one, Break) else ""


def _apart(line: str, words: str, one: Spoken, *, spaced: bool) -> bool:
    if not line or words[0] in _SIGNS:
        return False
    if spaced:
        return line[-1] not in "([「『-/" or isinstance(one, Spelled)
    if line[-1] in _SIGNS:
        return False
    latin = line[-1].isascii() and line[-1].isalnum() and words[0].isascii() and words[0].isalnum()
    return latin or (isinstance(one, Spelled) and not _run_on(one.words))


def _run_on(words: tuple[str, ...]) -> bool:
    """Words of one Chinese character, which need no space between: 零一二."""
    return all("\u4e00" <= word <= "\u9fff" for word in words)
