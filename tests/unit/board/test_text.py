"""The drawn ink never leaves its box."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.board.states import needs_fonts

from callcast.player.board import fonts, line, text

pytestmark = needs_fonts

ALPHABET = st.one_of(
    st.sampled_from("請A012號到3櫃檯王○明診間，。（）「」！あいうゃっー漢字"),
    st.sampled_from("abcdefghijklmnopqrstuvwxyz ABCÀÉÎ,.!?-()gjpqy|Ž"),
    st.characters(codec="utf-8"),
)


def style(size: int, least: int, lines: int, number: int) -> text.Style:
    aligns, valigns = ("left", "centre", "right"), ("top", "middle", "bottom")
    chain = fonts.find(("zh-TW",)).bold
    baseline = [None, 10.0, 40.0][number % 3]
    return text.Style(chain, size, least, lines, aligns[number % 3], valigns[number // 3 % 3], baseline)  # type: ignore[arg-type]


@settings(max_examples=150)
@given(
    words=st.text(ALPHABET, max_size=80),
    width=st.integers(1, 400),
    height=st.integers(1, 200),
    size=st.integers(8, 200),
    least=st.integers(8, 60),
    lines=st.integers(1, 4),
    number=st.integers(0, 8),
)
@example(words="|gÅ|", width=9, height=30, size=100, least=8, lines=1, number=1)
@example(words="。" * 60, width=100, height=60, size=40, least=20, lines=3, number=0)
def test_ink_stays_in_the_box(
    words: str, width: int, height: int, size: int, least: int, lines: int, number: int
) -> None:
    made = style(size, least, lines, number)
    tile = text.tile(words, made, width, height)
    if tile is None:
        return
    assert tile.x >= 0
    assert tile.y >= 0
    assert tile.x + tile.mask.width <= width
    assert tile.y + tile.mask.height <= height
    assert len(text.fitted(words, made, width, height).lines) <= lines


@settings(max_examples=60)
@given(words=st.text(ALPHABET, min_size=1, max_size=30), size=st.integers(10, 120))
def test_what_is_measured_is_what_is_drawn(words: str, size: int) -> None:
    """So that no ink is cut off at the box: within two pixels, by which letters are rounded."""
    made = style(size, size, 1, 0)
    words = line.clean(words, made.chain)
    if not words or (tile := text.tile(words, made, 8000, 800)) is None:
        return
    ink = line.measured(words, made.chain, size)
    assert tile.mask.height <= ink.bottom - ink.top + 1
    assert tile.mask.width <= ink.width + 2 + len(words) // 8


def test_shrunk_before_it_is_cut() -> None:
    made = style(60, 20, 1, 0)
    assert text.fitted("A012", made, 400, 100) == text.Block(("A012",), 60)
    shrunk = text.fitted("請到三號櫃檯", made, 200, 100)
    assert shrunk.lines == ("請到三號櫃檯",)
    assert 30 <= shrunk.size <= 34
    cut = text.fitted("請到三號櫃檯" * 5, made, 200, 100)
    assert cut.size == 20
    assert cut.lines[0].startswith("請到三號櫃檯請")
    assert cut.lines[0].endswith("…")


def test_words_stay_whole_where_smaller_letters_do() -> None:
    block = text.fitted("Consultation Room 12", style(80, 20, 2, 0), 300, 200)
    assert block.lines == ("Consultation", "Room 12")


def test_a_line_ends_at_a_pause() -> None:
    block = text.fitted("請準備健保卡，依號碼就診；過號者請向櫃檯報到。", style(30, 30, 2, 0), 480, 100)
    assert block.lines == ("請準備健保卡，依號碼就診；", "過號者請向櫃檯報到。")


def test_left_edges_of_all_sizes_are_in_one_line() -> None:
    for words in ("B108", "R", "請", "1"):
        for size in (20, 60, 300):
            tile = text.tile(words, style(size, size, 1, 0), 2000, 600)
            assert tile is not None
            assert tile.x <= 1


def test_a_letter_without_glyph_is_left_out_never_a_box() -> None:
    chain = fonts.find(("zh-TW",)).bold
    assert line.clean("A\U0010fffd\u0007號\n3", chain) == "A號 3"
    assert fonts.missing("A\U0010fffd", chain) == "\U0010fffd"
