"""Language tags (BCP-47) and which of those that are spoken is meant by one: our own table.

Libraries disagree on Chinese (`zh-HK` is Cantonese, not Mandarin; espeak lists `zh` for both), so the table is ours.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_ALIASES = {
    "zh": "cmn",
    "zh-hk": "yue-hk",
    "zh-mo": "yue-mo",
    "zh-hant-hk": "yue-hant-hk",
    "zh-hant-mo": "yue-hant-mo",
    "zh-hans-hk": "yue-hans-hk",
    "zh-hans-mo": "yue-hans-mo",
    "zh-cmn": "cmn",
    "zh-yue": "yue",
    "zh-hak": "hak",
    "zh-nan": "nan",
    "zh-min-nan": "nan",
    "zh-wuu": "wuu",
    "zh-guoyu": "cmn",
    "i-hak": "hak",
    "en-ca": "en-us",
    "en-ph": "en-us",
    "en-uk": "en-gb",
    "es-mx": "es-419",
    "es-ar": "es-419",
    "es-cl": "es-419",
    "es-co": "es-419",
    "es-pe": "es-419",
    "es-us": "es-419",
    "no": "nb",
    "nn": "nb",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "sh": "hr",
    "mo": "ro",
    "tl": "fil",
    "cn": "cmn",
    "jp": "ja",
    "kr": "ko",
    "tw": "cmn",
}
"""A range of tags -> the one that engines' voices are labelled with; the longest that fits counts.

The last four are no languages of those users who write them, but countries.
"""

CODES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv
    dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie
    ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv
    mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm
    rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr
    ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905 - a list of 184 literals would be no easier to read
)
"""The languages of ISO 639-1."""

_WELL_FORMED = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*")


def canonical(tag: str) -> str:
    """`tag` in lower case with `-`, its range replaced by our table: `zh-TW` -> `cmn-tw`, `zh_HK` -> `yue-hk`."""
    tag = tag.strip().lower().replace("_", "-")
    for prefix in _truncations(tag):
        if prefix in _ALIASES:
            return _ALIASES[prefix] + tag[len(prefix) :]
    return tag


def primary(tag: str) -> str:
    """The language alone, by our table: `zh-TW` -> `cmn`."""
    return canonical(tag).partition("-")[0]


def _truncations(tag: str) -> Iterable[str]:
    """`tag` and its ever shorter ranges; RFC 4647 section 3.4: a single letter goes with what follows it."""
    parts = tag.split("-")
    while parts:
        yield "-".join(parts)
        parts.pop()
        if len(parts) > 1 and len(parts[-1]) == 1:
            parts.pop()


def lookup(tag: str, available: Sequence[str]) -> str | None:
    """Which of the `available` tags speaks `tag`: RFC 4647 lookup on canonical tags, then one that is narrower.

    `en` finds `en` before `en-US`, and the first of `en-US`, `en-GB` when there is no `en`. None when nothing fits.
    """
    return _lookup(tag, tuple(available))


@lru_cache(maxsize=256)
def _lookup(tag: str, available: tuple[str, ...]) -> str | None:
    if not _WELL_FORMED.fullmatch(canonical(tag)):
        return None
    spoken = {canonical(known): known for known in reversed(available)}
    for prefix in _truncations(canonical(tag)):
        if prefix in spoken:
            return spoken[prefix]
        for known in available:
            if canonical(known).startswith(prefix + "-"):
                return known
    return None


def written(tag: str) -> str:
    """`tag` in the usual case of RFC 5646 section 2.1.1: `zh-hant-tw` -> `zh-Hant-TW`."""
    first, *rest = tag.split("-")
    after_singleton, parts = False, [first.lower()]
    for part in rest:
        usual = {2: part.upper(), 4: part.title()}.get(len(part), part.lower())
        parts.append(part.lower() if after_singleton else usual)
        after_singleton = after_singleton or len(part) == 1
    return "-".join(parts)
