"""Fonts: found where the system keeps them, and chosen by language, since one code point is drawn in several ways."""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from PIL import ImageFont

from callcast.player.board import cmap
from callcast.player.board.errors import FontMissing, FontUnreadable
from callcast.tags import canonical

TIMEOUT = 20.0
"""Seconds for fc-list, which reads all fonts the first time."""

SAMPLES = {"TC": "請號櫃檯診間0A", "SC": "请号柜台诊间0A", "JP": "番号お呼び出し診察室0A", "KR": "번호표0A", "": "A0"}
"""Letters that a font for a script must have."""

FAMILIES = {
    "TC": ("Noto Sans CJK TC", "Source Han Sans TC", "Noto Sans TC", "PingFang TC", "Microsoft JhengHei"),
    "SC": ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei"),
    "JP": ("Noto Sans CJK JP", "Source Han Sans", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", "Meiryo"),
    "KR": ("Noto Sans CJK KR", "Source Han Sans K", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic"),
    "": ("Noto Sans", "DejaVu Sans"),
}
"""By script, the preferred family first."""

_APPLE = "/System/Library/Fonts/"
_SYSTEM = {
    "win32": (
        ("C:/Windows/Fonts/msjh.ttc", 0, "Microsoft JhengHei", False),
        ("C:/Windows/Fonts/msjhbd.ttc", 0, "Microsoft JhengHei", True),
        ("C:/Windows/Fonts/msyh.ttc", 0, "Microsoft YaHei", False),
        ("C:/Windows/Fonts/msyhbd.ttc", 0, "Microsoft YaHei", True),
        ("C:/Windows/Fonts/YuGothR.ttc", 0, "Yu Gothic", False),
        ("C:/Windows/Fonts/YuGothB.ttc", 0, "Yu Gothic", True),
        ("C:/Windows/Fonts/malgun.ttf", 0, "Malgun Gothic", False),
        ("C:/Windows/Fonts/malgunbd.ttf", 0, "Malgun Gothic", True),
    ),
    "darwin": (
        (_APPLE + "STHeiti Light.ttc", 0, "PingFang TC", False),
        (_APPLE + "STHeiti Medium.ttc", 0, "PingFang TC", True),
        (_APPLE + "STHeiti Light.ttc", 1, "PingFang SC", False),
        (_APPLE + "STHeiti Medium.ttc", 1, "PingFang SC", True),
        (_APPLE + "ヒラギノ角ゴシック W3.ttc", 0, "Hiragino Sans", False),
        (_APPLE + "ヒラギノ角ゴシック W6.ttc", 0, "Hiragino Sans", True),
        (_APPLE + "AppleSDGothicNeo.ttc", 0, "Apple SD Gothic Neo", False),
    ),
}
"""What these systems bring: path, face, family (on macOS the one whose place it takes), whether bold."""


@dataclass(frozen=True)
class Face:
    """One face of a font file."""

    path: str
    index: int
    family: str
    bold: bool

    @cached_property
    def letters(self) -> cmap.Coverage:
        """What it has glyphs for; nothing when that cannot be read."""
        try:
            return cmap.coverage(Path(self.path), self.index)
        except (OSError, ValueError):
            return cmap.Coverage((), ())

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """It, `size` pixels to the em."""
        return _loaded(self.path, self.index, size)


@lru_cache(maxsize=96)
def _loaded(path: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index=index)


Chain = tuple[Face, ...]
"""Faces in the order in which they are asked for a glyph."""


@dataclass(frozen=True)
class Fonts:
    """The two weights of a board."""

    regular: Chain
    bold: Chain


def script(languages: Iterable[str]) -> str:
    """Whose forms of Chinese characters a board in these `languages` (BCP-47) has: the first that says; else TC."""
    for language in languages:
        tag = canonical(language)
        first, *rest = tag.split("-")
        if first in ("ja", "ko"):
            return {"ja": "JP", "ko": "KR"}[first]
        if first in ("cmn", "zh", "yue", "nan", "hak", "wuu"):
            return "SC" if {"hans", "cn", "sg", "my"} & set(rest) or first == "wuu" else "TC"
    return "TC"


def find(languages: Sequence[str], files: Sequence[str] = (), bold_files: Sequence[str] = ()) -> Fonts:
    """Fonts for a board in `languages`, the main one first; font `files` go before those of the system.

    Raises `FontMissing` and `FontUnreadable`.
    """
    wanted = script(languages)
    installed = listed()
    order = [wanted, *(name for name in FAMILIES if name != wanted)]
    chains = []
    for bold, own in ((False, files), (True, bold_files or files)):
        system = [face for name in order for face in _faces(installed, name, bold)]
        chain = (*(_own(path, bold) for path in own), *system)
        if not all(any(letter in face.letters for face in chain) for letter in SAMPLES[wanted]):
            listed.cache_clear()  # it is installed now, and found by the next who asks
            raise FontMissing(languages[0] if languages else "zh-TW")
        chains.append(chain)
    return Fonts(*chains)


def _own(path: str, bold: bool) -> Face:
    """The font file that a layout names. Raises `FontUnreadable`."""
    face = Face(path, 0, Path(path).stem, bold)
    try:
        if not Path(path).is_file() or not face.letters.firsts:
            raise FontUnreadable(path)
        face.at(20)
    except OSError:  # FreeType raises it, too
        raise FontUnreadable(path) from None
    return face


def _faces(installed: Iterable[Face], wanted: str, bold: bool) -> list[Face]:
    """The best family of a script, in the weight asked for, or in what there is."""
    for family in FAMILIES[wanted]:
        of_it = [face for face in installed if face.family == family]
        if of_it:
            return [next((face for face in of_it if face.bold == bold), of_it[0])]
    return []


@lru_cache(maxsize=1)
def listed() -> tuple[Face, ...]:
    """What is installed of our families: by fontconfig where that is there, else from the system's own folders."""
    command = ["fc-list", "--format", "%{file}\t%{index}\t%{family}\t%{weight}\t%{slant}\n"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False, stdin=subprocess.DEVNULL)
        text = done.stdout.decode("utf-8", "replace")
    except (OSError, subprocess.TimeoutExpired):
        text = ""
    known = {family for families in FAMILIES.values() for family in families}
    found = [face for line in text.splitlines() if (face := _face(line.split("\t"), known))]
    brought = (Face(*row) for row in _SYSTEM.get(sys.platform, ()) if Path(row[0]).is_file())
    return (*sorted(found, key=lambda face: (face.path, face.index)), *brought)


def _face(fields: Sequence[str], known: set[str]) -> Face | None:
    """A line of fc-list; no instances of variable fonts, no italics, no weights but regular (80) and bold (200)."""
    if len(fields) != 5 or fields[3] not in ("80", "200") or fields[4] != "0" or not fields[1].isdigit():
        return None
    family = next((name for name in fields[2].split(",") if name in known), None)
    return Face(fields[0], int(fields[1]), family, fields[3] == "200") if family and int(fields[1]) < 65536 else None


def missing(text: str, chain: Chain) -> str:
    """The letters of `text` that no face of `chain` has, once each."""
    return "".join(
        dict.fromkeys(letter for letter in text if not letter.isspace() and not any(letter in f.letters for f in chain))
    )
