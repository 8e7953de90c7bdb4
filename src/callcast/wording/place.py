"""Where to go: "3", "B2", "305", "3 號櫃檯", "抽血室", as each language says it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from callcast.wording import code, free
from callcast.wording.characters import flat
from callcast.wording.language import Known, known
from callcast.wording.segment import Digits, Number, Segment, Text

Noun: TypeAlias = Literal["counter", "room", "window", "place"]
"""What a place is; `place` when nobody says."""
NOUNS: tuple[Noun, ...] = get_args(Noun)

_FORMS: Mapping[Known, Mapping[Noun, tuple[str, str]]] = {
    "zh-TW": {
        "counter": ("{} 號櫃檯", "{} 櫃檯"),
        "room": ("{} 號診間", "{} 診間"),
        "window": ("{} 號窗口", "{} 窗口"),
        "place": ("{} 號", "{}"),
    },
    "zh-CN": {
        "counter": ("{} 号柜台", "{} 柜台"),
        "room": ("{} 号诊室", "{} 诊室"),
        "window": ("{} 号窗口", "{} 窗口"),
        "place": ("{} 号", "{}"),
    },
    "yue": {
        "counter": ("{} 號櫃位", "{} 櫃位"),
        "room": ("{} 號診症室", "{} 診症室"),
        "window": ("{} 號窗口", "{} 窗口"),
        "place": ("{} 號", "{}"),
    },
    "en": {
        "counter": ("counter {}", "counter {}"),
        "room": ("room {}", "room {}"),
        "window": ("window {}", "window {}"),
        "place": ("number {}", "{}"),
    },
    "ja": {
        "counter": ("{}番のカウンター", "{}カウンター"),
        "room": ("{}番診察室", "{}診察室"),
        "window": ("{}番窓口", "{}窓口"),
        "place": ("{}番", "{}"),
    },
}
"""For a number, and for a code with letters."""

_WORDS: tuple[tuple[Noun, frozenset[Known], str], ...] = (
    ("counter", frozenset({"zh-TW", "zh-CN", "yue"}), "櫃[檯台位]|柜[台位檯]"),
    ("room", frozenset({"zh-TW", "zh-CN", "yue"}), "[診诊][間间室]|診症室"),
    ("window", frozenset({"zh-TW", "zh-CN", "yue"}), "窗口"),
    ("counter", frozenset({"ja"}), "カウンター"),
    ("room", frozenset({"ja"}), "診察室"),
    ("window", frozenset({"ja"}), "窓口"),
    ("counter", frozenset({"en"}), "counter|desk"),
    ("room", frozenset({"en"}), "room"),
    ("window", frozenset({"en"}), "window"),
)
"""What people write for it, and in which languages."""
_CODE = r"([A-Za-z]{0,2}-?\d{1,4}[A-Za-z]?|[A-Za-z])"


@dataclass(frozen=True)
class Place:
    """A code with what it is, or `words` that are said as they are."""

    code: str = ""
    noun: Noun = "place"
    words: str = ""

    @classmethod
    def parse(cls, text: str, noun: Noun, language: str) -> "Place":
        """The place `text`, a `noun` unless it says itself what it is: in words of `language`, it stays as it is."""
        plain = flat(text)
        if re.fullmatch(_CODE, plain):
            return cls(plain.upper(), noun)
        for said, languages, words in _WORDS:
            match = re.fullmatch(rf"{_CODE} ?[號号番]?の? ?(?:{words})|(?:{words}) ?{_CODE}", plain, re.IGNORECASE)
            if match and known(language) not in languages:
                return cls((match[1] or match[2]).upper(), said)
        return cls(words=plain)

    def segments(self, language: str) -> tuple[Segment, ...]:
        """How it is said."""
        if self.words:
            return free.segments(self.words, language)
        before, after = self._around(language)
        around = ((Text(before),) if before else (), (Text(after),) if after else ())
        return (*around[0], *self._said(language), *around[1])

    def shown(self, language: str) -> str:
        """How it is written."""
        before, after = self._around(language)
        return self.words or f"{before}{self.code}{after}"

    def _around(self, language: str) -> tuple[str, str]:
        """What stands around the code; nothing in a language that we have no words of."""
        name = known(language)
        if name is None:
            return "", ""
        before, _, after = _FORMS[name][self.noun][not self.code.isdigit()].partition("{}")
        return before, after

    def _said(self, language: str) -> tuple[Segment, ...]:
        """A number of one or two digits, in Japanese any; else digit by digit, with the zeros."""
        if self.code.isdigit():
            short = len(self.code) <= 2 or (known(language) == "ja" and self.code[0] != "0")
            return (Number(int(self.code)),) if short else (Digits(self.code, exact=True),)
        return tuple(
            Digits(one.digits, exact=True) if isinstance(one, Digits) else one
            for one in code.segments(self.code, language)
        )
