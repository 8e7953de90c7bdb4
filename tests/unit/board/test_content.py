from callcast.player.board import content
from callcast.player.board.state import BoardState, Called


def test_the_newest_of_each_counter_where_it_always_is() -> None:
    state = BoardState(
        now=(Called("A9", "2 號", ""),),
        recent=(Called("A8", "10 號", ""), Called("A7", "2 號", ""), Called("A6", "1 號", ""), Called("", "", "hello")),
    )
    rows = content.rows(state, "counters")
    assert [(row.place, row.number, row.lit) for row in rows] == [
        ("1 號", "A6", False),
        ("2 號", "A9", True),
        ("10 號", "A8", False),
    ]


def test_recent_calls_without_the_one_that_stands_large() -> None:
    one, two, three = (Called(number, "", "") for number in "123")
    assert [row.number for row in content.rows(BoardState(now=(one, two), recent=(three,)), "recent")] == ["2", "3"]
    assert [row.number for row in content.rows(BoardState(recent=(one, two, three)), "recent")] == ["2", "3"]


def test_a_ready_order_that_stands_large_is_not_listed_again() -> None:
    state = BoardState(now=(Called("31", "", ""), Called("33", "", "")), ready=("31", "33", "35"))
    assert [(row.number, row.lit) for row in content.rows(state, "ready")] == [("33", True), ("35", False)]


def test_labels_in_two_languages() -> None:
    words = {"zh-TW": "目前", "ja": "現在", "en": "Now"}
    assert content.label(words, ("zh-TW", "en", "ja"), 2) == "目前 · Now"
    assert content.label(words, ("zh-TW", "en"), 1) == "目前"
    assert content.label(words, ("de", "fr"), 2) == "Now"
    assert content.label(words, ("zh-HK",), 2) == "Now"
