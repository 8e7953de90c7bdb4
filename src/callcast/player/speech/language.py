"""Which languages there are to show, and which one a text is in."""

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from callcast.tags import CODES, canonical, lookup, primary, written

_COMMON = ("zh", "zh-TW", "zh-CN", "zh-Hant", "zh-Hans", "zh-HK", "zh-MO", "no", "en")
_CHINESE = ("cmn", "yue", "hak", "nan", "wuu")

_WRITTEN = {
    "ARABIC": ("ar", "fa", "ur", "ug", "sd"),
    "ARMENIAN": ("hy", "hyw"),
    "BENGALI": ("bn", "as", "bpy"),
    "CHEROKEE": ("chr",),
    "CJK": (*_CHINESE, "ja"),
    "CYRILLIC": ("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt", "ba", "cv", "nog"),
    "DEVANAGARI": ("hi", "mr", "ne", "sa", "kok"),
    "ETHIOPIC": ("am", "ti"),
    "GEORGIAN": ("ka",),
    "GREEK": ("el", "grc"),
    "GUJARATI": ("gu",),
    "GURMUKHI": ("pa",),
    "HANGUL": ("ko",),
    "HEBREW": ("he", "yi"),
    "HIRAGANA": ("ja",),
    "KANNADA": ("kn",),
    "KATAKANA": ("ja",),
    "KHMER": ("km",),
    "LAO": ("lo",),
    "MALAYALAM": ("ml",),
    "MYANMAR": ("my", "shn"),
    "ORIYA": ("or",),
    "SINHALA": ("si",),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "THAI": ("th",),
    "TIBETAN": ("bo",),
}
"""Scripts, as the names of their characters begin, and the languages that are written in them, the likeliest first."""

_NOT_LATIN = frozenset(tag for tags in _WRITTEN.values() for tag in tags)
_MIXED = ("HIRAGANA", "KATAKANA", "CJK", "HANGUL")
"""One letter of these tells: who writes them writes Latin words between."""


Undecided: TypeAlias = tuple[str, ...]
"""Languages of which any may be meant, the likeliest first: the first that is spoken counts."""


def candidates(lang: str | Undecided) -> Undecided:
    """All that may be meant by `lang`, the likeliest first."""
    return (lang,) if isinstance(lang, str) else lang


def nearest(tag: str, available: Sequence[str]) -> str | None:
    """A tag of `available` that was probably meant by `tag`, which is not spoken; None if none was.

    For what is a language, only one of the same language, or of the same family if Chinese; for what may be a slip of
    the pen, one that is spelt like it and begins alike.
    """
    own = primary(tag)
    family = _CHINESE if own in _CHINESE else (own,)
    kin = [known for known in available if primary(known) in family]
    if kin or own in CODES or own in _CHINESE:
        return kin[0] if kin else None
    alike = [known for known in available if canonical(known)[:1] == own[:1]]
    near = difflib.get_close_matches(canonical(tag)[:40], map(canonical, alike), n=1)
    return next((known for known in alike if canonical(known) in near), None)


def listed(available: Iterable[str]) -> tuple[str, ...]:
    """The tags to show to people: those `available`, and the common ones that find one of them; sorted."""
    tags = tuple(available)
    return tuple(sorted({*map(written, tags), *(tag for tag in _COMMON if lookup(tag, tags))}))


def _writes(tag: str, script: str) -> bool:
    subtags = canonical(tag).split("-")
    latin = "latn" in subtags or subtags[0] not in _NOT_LATIN
    return latin if script == "LATIN" else not latin and subtags[0] in _WRITTEN[script]


def readable(text: str, tag: str) -> bool:
    """Whether who reads `tag` can make something of `text`: some letter of it is one, or Latin; or it has none.

    Latin letters stand in texts of all languages.
    """
    scripts = {unicodedata.name(char, "").partition(" ")[0] for char in text if char.isalpha()}
    known = scripts & _WRITTEN.keys()
    return known != scripts or not known or any(_writes(tag, script) for script in known)


def mixed(text: str) -> str | None:
    """The likeliest language of `text` if it is in an East Asian script, of which single words stand in other texts."""
    script = _script(text)
    if script not in _MIXED:
        return None
    return "zh" if script == "CJK" else _WRITTEN[script][0]


def _script(text: str) -> str | None:
    """The script that `text` is in: one of `_MIXED` if there is any, else the one of most letters, if we know it."""
    letters = [unicodedata.name(char, "") for char in unicodedata.normalize("NFKC", text) if char.isalpha()]
    counts = Counter(name.partition(" ")[0] for name in letters)
    for script in _MIXED:
        if script in counts:
            return script
    known = [script for script, _ in counts.most_common() if script == "LATIN" or script in _WRITTEN]
    return known[0] if known else None


def language_of(text: str, languages: Sequence[str]) -> str | Undecided:
    """The language of `text` on a channel with these `languages`: the one that is written in its script, or all those.

    Where none is: the likeliest language of the script (Han is Chinese, Cyrillic Russian), but for Latin letters, as
    for digits alone, any of the channel's.
    """
    script = _script(text)
    fitting = tuple(tag for tag in languages if script is not None and _writes(tag, script))
    if not fitting and script not in (None, "LATIN"):
        return "zh" if script == "CJK" else _WRITTEN[script][0]
    found = fitting or tuple(languages) or ("en",)
    return found[0] if len(found) == 1 else found
