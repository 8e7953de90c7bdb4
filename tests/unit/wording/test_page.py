"""The table of the page says what is read."""

from pathlib import Path

import pytest
from tests.unit.wording.tables import said

from callcast.bus.messages import Call
from callcast.wording.preview import Wording

PAGE = Path(__file__).parents[3] / "docs" / "wording.md"
COLUMNS = {"zh-TW": 2, "yue": 3, "en": 4, "ja": 5}


def cells() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[1] != "written"]


@pytest.mark.parametrize("row", cells(), ids=lambda row: str(row[1]))
@pytest.mark.parametrize("language", COLUMNS)
def test_a_row(row: list[str], language: str) -> None:
    written, _, kind = row[1].removesuffix(")").partition(" (a ")
    expected = row[COLUMNS[language]].partition(",")[0] if language == "zh-TW" else row[COLUMNS[language]]
    if expected in ("", "the same"):
        return
    if kind == "ticket":
        read = Wording().of_template("{number}", Call(number=written), language).read
    elif kind:
        read = Wording().of_template("{" + kind + "}", Call(place=written), language).read
    else:
        read = said(written, language)
    assert read.startswith(expected.removesuffix("…").strip())
