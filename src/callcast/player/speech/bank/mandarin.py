"""Mandarin: how each character of a text is read, in pinyin with the tone as a digit ("hao4", "lv4", 5 is neutral).

By pypinyin, whose words are in simplified characters: a text in others is looked up in those, and what it finds counts
where the character as it was written can be read so (乾 is no 干).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from callcast.player.speech.bank.sandhi import sandhi

if TYPE_CHECKING:
    from opencc import OpenCC  # type: ignore[import-untyped]  # it has no annotations

_WORDS = {
    "很長": "hen3 chang2",
    "較長": "jiao4 chang2",
    "太長": "tai4 chang2",
    "還有": "hai2 you3",
    "不得": "bu4 de2",
    "看得": "kan4 de5",
    "聽得": "ting1 de5",
    "謝謝": "xie4 xie5",
    "谢谢": "xie4 xie5",
    "差不多": "cha4 bu4 duo1",
    "還款": "huan2 kuan3",
    "還錢": "huan2 qian2",
    "還車": "huan2 che1",
    "還件": "huan2 jian4",
}
"""What pypinyin reads otherwise, or only in simplified characters."""

_TAIWAN = {
    "期": ("qi1", "qi2"),
    "企": ("qi3", "qi4"),
    "究": ("jiu1", "jiu4"),
    "微": ("wei1", "wei2"),
    "危": ("wei1", "wei2"),
    "質": ("zhi4", "zhi2"),
    "識": ("shi2", "shi4"),
    "息": ("xi1", "xi2"),
    "惜": ("xi1", "xi2"),
    "夕": ("xi1", "xi4"),
    "擊": ("ji1", "ji2"),
    "播": ("bo1", "bo4"),
    "液": ("ye4", "yi4"),
    "垃": ("la1", "le4"),
    "圾": ("ji1", "se4"),
    "攜": ("xie2", "xi1"),
    "檔": ("dang4", "dang3"),
    "髮": ("fa4", "fa3"),
    "突": ("tu1", "tu2"),
    "績": ("ji4", "ji1"),
    "跡": ("ji4", "ji1"),
    "誼": ("yi4", "yi2"),
    "熟": ("shu2", "shou2"),
    "血": ("xue4", "xie3"),
    "暫": ("zan4", "zhan4"),
    "儘": ("jin4", "jin3"),
    "綜": ("zong1", "zong4"),
}
"""Characters that are read otherwise in Taiwan: there -> here."""

_SURNAMES = {
    "曾": "zeng1",
    "單": "shan4",
    "单": "shan4",
    "任": "ren2",
    "華": "hua4",
    "华": "hua4",
    "仇": "qiu2",
    "區": "ou1",
    "区": "ou1",
    "查": "zha1",
    "解": "xie4",
    "樂": "yue4",
    "乐": "yue4",
    "朴": "piao2",
    "翟": "zhai2",
    "繆": "miao4",
    "缪": "miao4",
    "尉": "yu4",
    "冼": "xian3",
    "覃": "qin2",
    "召": "shao4",
    "蓋": "ge3",
    "盖": "ge3",
}
_NAME = re.compile(
    rf"[{''.join(_SURNAMES)}](?=[\u4e00-\u9fff]{{0,2}}(?:先生|小姐|女士|太太|同學|同学|貴賓|贵宾|醫師|医师|醫生|医生|老師|老师))"
)


_PARTICLE = re.compile("(?<![名顯原編土])著(?![作名者述稱書])")
"""What is 着 in simplified characters: opencc leaves 著 as it is."""


def readings(text: str, *, taiwan: bool) -> list[str]:
    """The syllable of each character of `text`, with tone sandhi; "" for what is no Han."""
    found = _plain(text)
    for place, syllables in _exceptions(text):
        found[place : place + len(syllables)] = syllables
    if taiwan:
        for place, char in enumerate(text):
            elsewhere, here = _TAIWAN.get(char, ("", ""))
            if found[place] == elsewhere:
                found[place] = here
    return sandhi(text, found)


def spelled(char: str) -> str:
    """The syllable of `char` when it is said alone, as a digit of a number; "" for what is no Han."""
    return _plain(char)[0]


def _exceptions(text: str) -> Iterator[tuple[int, list[str]]]:
    for word, said in _WORDS.items():
        for match in re.finditer(word, text):
            yield match.start(), said.split()
    for match in _NAME.finditer(text):
        yield match.start(), [_SURNAMES[match[0]]]


def _plain(text: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    simple = simplified(_PARTICLE.sub("着", text))
    read = lazy_pinyin(simple, style=Style.TONE3, neutral_tone_with_five=True, errors=_none)  # type: ignore[arg-type]
    return [_as_written(*one) for one in zip(text, simple, read, strict=True)]


def _none(chars: str) -> list[str]:
    """For a row of characters that are no Han; pypinyin's annotations do not know that a list may be told."""
    return [""] * len(chars)


def _as_written(char: str, simple: str, syllable: str) -> str:
    if char == simple or not syllable:
        return syllable
    own = _all(char)
    return syllable if syllable in own or not own else own[0]


@lru_cache(maxsize=4096)
def _all(char: str) -> tuple[str, ...]:
    """All readings of `char`, the commonest first."""
    from pypinyin import Style, pinyin

    listed = pinyin(char, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True, errors="ignore")
    return tuple(listed[0]) if listed else ()


def simplified(text: str) -> str:
    """`text` in simplified characters, one for one."""
    changed: str = _converter().convert(text)
    return changed if len(changed) == len(text) else "".join(map(_alone, text))


def _alone(char: str) -> str:
    changed: str = _converter().convert(char)
    return changed if len(changed) == 1 else char


@lru_cache(maxsize=1)
def _converter() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")
