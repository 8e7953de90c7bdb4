"""How each language says numbers, times, dates, amounts."""

from callcast.wording.language import Known, known
from callcast.wording.tongues.chinese import CANTONESE, MAINLAND, TAIWAN
from callcast.wording.tongues.english import ENGLISH
from callcast.wording.tongues.japanese import JAPANESE
from callcast.wording.tongues.tongue import Tongue

_TONGUES: dict[Known, Tongue] = {
    "zh-TW": TAIWAN,
    "zh-CN": MAINLAND,
    "yue": CANTONESE,
    "en": ENGLISH,
    "ja": JAPANESE,
}


def tongue(language: str) -> Tongue | None:
    """The rules of `language`; None where it has none of its own."""
    name = known(language)
    return _TONGUES[name] if name else None
