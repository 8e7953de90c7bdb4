from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.board import layout_file
from callcast.player.board.errors import LayoutError
from callcast.player.board.names import SHIPPED

SMALL = """
[colours]
paper = "#ffffff"
ink = "#000000"
[labels.now]
en = "Now"
[background]
colour = "paper"
[landscape]
size = [1280, 720]
items = [
  { kind = "box", x = 0, y = 0, w = 100, h = 50, fill = "ink" },
  { kind = "text", label = "now", x = 0, y = 0, w = 100, h = 50, size = 20, colour = "ink" },
  { kind = "table", show = "recent", x = 0, y = 60, w = 100, h = 50, grids = [[1, 3]], cells = [
    { show = "number", x = 0, w = 0.5, size = 20, colour = "ink" },
  ] },
]
"""


def sentence(tmp_path: Path, old: str, new: str) -> str:
    assert old in SMALL
    path = tmp_path / "mine.toml"
    path.write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LayoutError) as caught:
        layout_file.read(str(path))
    return str(caught.value).replace(str(path), "mine.toml")


@pytest.mark.parametrize("name", SHIPPED)
def test_those_shipped_are_right_and_have_both_formats(name: str) -> None:
    layout = layout_file.read(name)
    assert layout.frame(1920, 1080).size == (1280, 720)
    assert layout.frame(720, 1280).size == (720, 1280)
    for words in layout.labels.values():
        assert set(words) >= {"zh-TW", "zh-CN", "ja", "en"}


def test_one_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SMALL, encoding="utf-8")
    layout = layout_file.read(str(path))
    assert layout.rgb("paper") == (255, 255, 255)
    assert layout.frame(720, 1280) == layout.landscape


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"ink" },', '"ink", radus = 3 },', 'landscape.items number 1 has no key "radus"; did you mean "radius"?'),
        ("[colours]", "[colors]", 'the layout has no key "colors"; did you mean "colours"?'),
        ("x = 0, w = 0.5", "x = 0, wide = 0.5", "landscape.items number 3, cells number 1"),
        ("w = 100, h = 50, fill", "w = 1281, h = 50, fill", "reaches to (1281, 50), outside the frame of 1280 x 720"),
        ("w = 100, h = 50, fill", "w = -5, h = 50, fill", "landscape.items number 1, w is '-5', but should be greater"),
        ('fill = "ink"', 'fill = "inc"', 'has the fill "inc", which is none; did you mean "ink"?'),
        ('ink = "#000000"', 'ink = "black"', 'the colour ink is "black", but should be like "#1d3b39"'),
        ('label = "now"', 'label = "noww"', 'has the label "noww", which is not under [labels]; did you mean "now"?'),
        ('label = "now"', 'show = "now.numbr"', "but should be 'title', 'clock'"),
        ('label = "now", ', "", "should have either show or label"),
        ('kind = "box"', 'kind = "bocks"', "should have a kind, one of box, text, table, logo"),
        ("[[1, 3]]", "[[0, 3]]", "a grid that is not of 1 to 12 columns"),
        ("x = 0, w = 0.5", "x = 0.6, w = 0.5", "cell 1, reaches beyond its row: x + w is 1.1; let it be at most 1"),
        ('colour = "paper"', "", 'background lacks the key "colour"; add it'),
        ("[background]", "[background", "it is not TOML"),
    ],
)
def test_what_is_wrong_is_said_with_the_remedy(tmp_path: Path, old: str, new: str, told: str) -> None:
    said = sentence(tmp_path, old, new)
    assert said.startswith("The layout mine.toml cannot be used: ")
    assert told in said
    assert "\n" not in said


def test_a_name_that_is_none() -> None:
    with pytest.raises(LayoutError, match='did you mean "clinic"'):
        layout_file.read("clinik")
    with pytest.raises(LayoutError, match="there are clinic, bank, pick-up, or give the path of a file"):
        layout_file.read("/nowhere/xyz.toml")


ODD = ("-1", "1e9", "nan", "[[", "{}", "true", '"ink"', "[]", "kind")
PIECES = st.one_of(st.text(max_size=8), st.sampled_from(ODD))


@given(st.lists(st.tuples(st.integers(0, len(SMALL)), st.integers(0, 30), PIECES), min_size=1, max_size=4))
def test_whatever_is_in_the_file_it_is_refused_in_one_sentence(edits: list[tuple[int, int, str]]) -> None:
    text = SMALL
    for place, length, piece in edits:
        text = text[:place] + piece + text[place + length :]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mine.toml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            layout_file.read(str(path))
        except LayoutError as error:
            said = str(error)
            assert "\n" not in said.replace(str(path), "")
            assert len(said) < 600
