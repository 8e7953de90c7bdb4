"""Tables of readings, which people wrote: as it is written, and as it is said in each language."""

from pathlib import Path

from callcast.wording import free
from callcast.wording.customs import Customs
from callcast.wording.plain import plain
from callcast.wording.reading import read

DATA = Path(__file__).parents[2] / "data" / "reading"
LANGUAGES = ("zh-TW", "zh-CN", "yue", "en", "ja")


def rows(name: str) -> list[list[str]]:
    """The cells of each row; a line that begins with # and a space says what is in them."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("# ")]


def said(text: str, language: str, customs: Customs | None = None) -> str:
    """Free text, as it is read."""
    return plain(read(free.segments(text, language), language, customs or Customs()), language)
