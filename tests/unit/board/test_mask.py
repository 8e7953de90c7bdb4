import pytest

from callcast.player.board.mask import masked, masked_name
from callcast.player.board.state import BoardState, Called


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "王○明"),
        ("王明", "王○"),
        ("王", "王"),
        ("歐陽小明", "歐○○明"),
        ("王小明先生", "王○明先生"),
        ("田中 花子", "田○ 花○"),
        ("佐藤さん", "佐○さん"),
        ("김민수", "김○수"),
        ("John", "J***"),
        ("Al Fitzgerald-Smith", "A*** F***"),
        ("𠮷田", "𠮷○"),
        ("先生", "先○"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_the_middle_of_a_name_is_hidden(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_names_in_all_calls_and_in_their_texts() -> None:
    called = Called("A1", "3", "請王小明到 3 號櫃檯", "王小明")
    state = masked(BoardState(now=(called,), recent=(called, Called("A2", "", ""))))
    assert state.now[0] == state.recent[0] == Called("A1", "3", "請王○明到 3 號櫃檯", "王○明")
    assert state.recent[1] == Called("A2", "", "")
