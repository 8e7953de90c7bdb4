"""One line of text for an engine that takes only text."""

from collections.abc import Iterable

from callcast.wording.language import known
from callcast.wording.segment import Break, Letters
from callcast.wording.spoken import Spelled, Spoken, Words

_PAUSES = {"ja": "、", "zh-TW": "，", "zh-CN": "，", "yue": "，"}
"""Of the languages that are written without spaces."""
_SIGNS = ",.;:!?)，。、；：！？）」』…"


def plain(spoken: Iterable[Spoken], language: str) -> str:
    """`spoken` as a line of text; a recording of the house is not in it.

    "A, zero one two" in languages with spaces: a bare "A zero" is read as the article.
    """
    name = known(language) or ""
    spaced = name not in _PAUSES
    pause = _PAUSES.get(name, ",")
    line = ""
    last: Spoken | None = None
    paused = False
    for one in spoken:
        words = _said(one)
        if not words:
            paused = paused or isinstance(one, Break)
            continue
        if line and line[-1] not in _SIGNS and words[0] not in _SIGNS and (paused or (spaced and _parted(last, one))):
            line += pause
        line += f" {words}" if line and _apart(line, words, one, spaced=spaced) else words
        last, paused = one, False
    return line


def _said(one: Spoken) -> str:
    if isinstance(one, Words):
        return one.text
    if isinstance(one, Letters):
        return " ".join(one.letters)
    return ("" if _run_on(one.words) else " ").join(one.words) if isinstance(one, Spelled) else ""


def _parted(last: Spoken | None, one: Spoken) -> bool:
    """Whether a comma keeps what is said apart: letters from their digits, and an A that is none of the articles."""
    return isinstance(last, Letters) and (isinstance(one, Spelled) or last.letters == "A")


def _apart(line: str, words: str, one: Spoken, *, spaced: bool) -> bool:
    """Whether a space stands between."""
    if words[0] in _SIGNS:
        return False
    if spaced:
        return line[-1] not in "([-/" or isinstance(one, Spelled)
    if line[-1] in _SIGNS:
        return False
    latin = line[-1].isascii() and line[-1].isalnum() and words[0].isascii() and words[0].isalnum()
    return latin or (isinstance(one, Spelled) and not _run_on(one.words))


def _run_on(words: tuple[str, ...]) -> bool:
    """Words of one Chinese character, which need no space between: 零一二."""
    return all("\u4e00" <= word <= "\u9fff" for word in words)
