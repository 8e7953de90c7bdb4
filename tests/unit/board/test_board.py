"""A channel's board, by its settings."""

from pathlib import Path

import pytest
from PIL import Image
from tests.unit.board.states import needs_fonts

from callcast.player.board.board import Board
from callcast.player.board.errors import GlyphsMissing, LayoutError, UnreadablePicture
from callcast.player.board.settings import BoardSettings
from callcast.player.board.state import BoardState, Called
from callcast.player.media.picture import Picture

pytestmark = needs_fonts

CALL = Called("A012", "3 號診間", "", "王小明")


def made(**keys: object) -> Board:
    return Board(BoardSettings.model_validate({"size": "640x360", **keys}), ("zh-TW", "en"))


def test_texts_of_the_settings_stand_where_the_state_has_none() -> None:
    board = made(title="安和診所", message="請稍候")
    assert board.draw(BoardState()) == made().draw(BoardState(title="安和診所", message="請稍候"))
    assert board.draw(BoardState(title="內科")) == made(message="請稍候").draw(BoardState(title="內科"))


def test_names_are_masked_unless_the_settings_say_otherwise() -> None:
    state = BoardState(now=(CALL,))
    hidden = BoardState(now=(Called("A012", "3 號診間", "", "王○明"),))
    assert made().draw(state) == made(mask_names=False).draw(hidden)
    assert made().draw(state) != made(mask_names=False).draw(state)


def test_a_logo_stands_before_the_title(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    Image.new("RGBA", (200, 100), (255, 0, 0, 255)).save(path)
    picture = made(logo=str(path), title="安和診所").draw(BoardState())
    assert b"\xff\x00\x00" * 20 in picture.rgb


def test_pictures_behind_it_in_turn() -> None:
    assert BoardSettings(slides=("a.jpg", "b.jpg")).backgrounds == (Path("a.jpg"), Path("b.jpg"))
    assert BoardSettings(background="a.jpg").backgrounds == (Path("a.jpg"),)
    board = made(background="a.jpg")
    plain = board.draw(BoardState())
    board.behind(Picture(2, 2, bytes(12)))
    assert board.draw(BoardState()) != plain


def test_what_is_wrong_is_said_when_it_is_made(tmp_path: Path) -> None:
    said = r"No font has .* \(U\+10FFFD\) of the board's title \(.*\); write it otherwise, or name the file of a font"
    with pytest.raises(GlyphsMissing, match=said):
        made(title="\U0010fffd")
    with pytest.raises(LayoutError):
        made(layout="clinik")
    with pytest.raises(UnreadablePicture):
        made(logo=str(tmp_path / "none.png"))


def test_what_a_call_has_that_no_font_has_is_left_out() -> None:
    board = made(mask_names=False)
    odd = BoardState(now=(Called("A\U0010fffd1", "3\ud800", "", "王\U0010fffd"),))
    assert board.draw(odd) == board.draw(BoardState(now=(Called("A1", "3", "", "王"),)))
