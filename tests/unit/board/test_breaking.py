from hypothesis import given
from hypothesis import strategies as st

from callcast.player.board.breaking import NEVER_FIRST, NEVER_LAST, pieces, units, wrapped


def test_between_characters_and_words() -> None:
    assert units("請到 3 號 counter now。") == ["請", "到 ", "3 ", "號 ", "counter ", "now。"]
    assert wrapped("請到櫃檯。", lambda text: len(text) <= 4) == ["請到櫃", "檯。"]
    assert wrapped("（一）二", lambda text: len(text) <= 3) == ["（一）", "二"]
    assert wrapped("ABC-1234 now", lambda text: len(text) <= 8) == ["ABC-1234", "now"]


def test_a_word_wider_than_the_line_is_cut() -> None:
    assert wrapped("incomprehensibly", lambda text: len(text) <= 6) == ["incomp", "rehens", "ibly"]


LETTERS = "請到號診ABCdef123 ，。（）「」!?、ー"


@given(st.text(LETTERS, max_size=60), st.integers(4, 20))
def test_lines_fit_and_nothing_is_lost(text: str, most: int) -> None:
    def fits(part: str) -> bool:
        return len(part) <= most

    text = " ".join(text.split())
    assert "".join(pieces(text, fits)) == text
    assert all(fits(line) for line in wrapped(text, fits))


@given(st.text("請到號診，。（）「」", min_size=1, max_size=40))
def test_no_closing_sign_begins_a_line_unless_it_must(text: str) -> None:
    for before, after in zip(units(text), units(text)[1:], strict=False):
        assert after[0] not in NEVER_FIRST
        assert before[-1] not in NEVER_LAST
