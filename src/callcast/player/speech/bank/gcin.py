"""Debian's package gcin-voice as two packs: `/usr/share/gcin-voice/ogg/<zhuyin><tone>/<speaker>.ogg`.

The tone is a digit, none for the first, 1 for the neutral one. Speaker 3 is understood best, and comes first.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from callcast.player.speech.bank.manifest import Manifest
from callcast.player.speech.bank.pack import Pack

FOLDER = Path("/usr/share/gcin-voice/ogg")

_SPEAKERS = MappingProxyType(
    {
        "3": ("Edward Der-Hua Liu", "GPL-3.0-only OR LGPL-3.0-only"),
        "5": ("羅竺、徵音梅林開發委員會錄音組", "CC-BY-3.0"),
    }
)
_TONES = {"": "1", "1": "5", "2": "2", "3": "3", "4": "4"}
_NAME = re.compile("([\u3105-\u3129]+)([1-4]?)")


def packs(folder: Path = FOLDER) -> Iterator[Pack]:
    """One of each speaker, `gcin-3` and `gcin-5`; none where the package is not installed."""
    found = dict(_syllables(folder))
    for number, (speaker, licence) in _SPEAKERS.items():
        files = {name: path for name, home in found.items() if (path := home / f"{number}.ogg").is_file()}
        if files:
            manifest = Manifest(name=f"gcin-voice {number}", language="zh-TW", speaker=speaker, licence=licence)
            yield Pack(f"gcin-{number}", manifest, {}, {}, {}, files, {})


def _syllables(folder: Path) -> Iterator[tuple[str, Path]]:
    """Syllables in pinyin, and their folders."""
    try:
        homes = sorted(folder.iterdir())
    except OSError:
        return
    pinyin = _pinyin()
    for home in homes:
        match = _NAME.fullmatch(home.name)
        if match and match[1] in pinyin:
            yield pinyin[match[1]] + _TONES[match[2]], home


@lru_cache(maxsize=1)
def _pinyin() -> dict[str, str]:
    """Zhuyin -> pinyin, both without tones, of all syllables that pypinyin knows."""
    from pypinyin import Style
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal
    from pypinyin.style import convert

    toned = {one for several in PINYIN_DICT.values() for one in several.split(",")}
    found: dict[str, str] = {}
    for syllable in sorted(toned):
        zhuyin = convert(syllable, Style.BOPOMOFO, strict=False).strip("ˊˇˋ˙")
        found.setdefault(zhuyin, to_normal(syllable, v_to_u=False))
    return found
