"""Tickets, calls and orders from the command line, as processes against a real server."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.cli.desk import Callcast, Desk, Json, problem

from callcast.cli.errors import BadInput
from callcast.cli.hall import picked

TICKET = {"id": "t1", "number": "A012", "line": "registration"}
MENU: Json = {
    "categories": [
        {
            "name": "麵",
            "items": [
                {
                    "id": "tonkotsu",
                    "options": [
                        {"id": "noodles", "choices": [{"id": "firm"}, {"id": "soft"}]},
                        {"id": "size", "choices": [{"id": "large"}]},
                    ],
                },
                {"id": "gyoza", "options": []},
            ],
        }
    ]
}
COUNTER = {"counter": {"name": "3 號櫃檯"}, "ticket": TICKET, "because": {"key": "turn", "text": "It waited longest."}}


def test_a_ticket(desk: Desk, callcast: Callcast) -> None:
    wait = {"ahead": 3, "low": 240.0, "likely": 300.0, "high": 480.0}
    desk.answers["/api/tickets"] = 201, {**TICKET, "wait": wait}
    done = callcast(
        "ticket", "registration", "--name", "王小明", "--priority", "elder", "--lang", "ja", "--url", desk.url
    )
    assert (done.code, done.err) == (0, "")
    assert done.out == "A012  at registration: 3 are before it, about 4 to 8 minutes.\n"
    assert desk.requests[-1][2] == {"line": "registration", "name": "王小明", "precedence": "elder", "langs": ["ja"]}
    assert desk.keys[-1]
    done = callcast("ticket", "registration", "--json", "--url", desk.url)
    assert json.loads(done.out)["wait"] == wait


def test_a_broken_connection_is_no_second_ticket(desk: Desk, callcast: Callcast) -> None:
    desk.answers["/api/tickets"] = 201, {**TICKET, "wait": {"ahead": 0}}
    desk.break_first = True
    done = callcast("ticket", "registration", "--url", desk.url)
    assert done.out == "A012  at registration: nobody is before it.\n"
    assert len(desk.keys) == 2
    assert len(set(desk.keys)) == 1


def test_calls(desk: Desk, callcast: Callcast) -> None:
    for what in ("next", "recall"):
        desk.answers[f"/api/counters/c3/{what}"] = 200, COUNTER
        done = callcast(what, "c3", "--url", desk.url)
        assert (done.code, done.out) == (0, "A012  to 3 號櫃檯: It waited longest.\n")
    desk.answers["/api/counters/c3/next"] = 409, problem(409, "沒有人在等候。")
    done = callcast("next", "c3", "--url", desk.url, LANG="zh_TW.UTF-8")
    assert (done.code, done.complaint) == (2, "callcast: 沒有人在等候。\n")


def test_an_order(desk: Desk, callcast: Callcast) -> None:
    desk.answers["/api/menu"] = 200, MENU
    items = [{"item": "tonkotsu", "count": 1}, {"item": "gyoza", "count": 2}]
    desk.answers["/api/orders"] = 201, {"number": "37", "line": "ramen", "items": items, "price": 440}
    done = callcast("order", "ramen", "tonkotsu:firm:large", "gyoza*2", "--url", desk.url)
    assert (done.code, done.out) == (0, "37  3 items at ramen, 440\n")
    chosen = [{"option": "noodles", "choice": "firm"}, {"option": "size", "choice": "large"}]
    assert desk.requests[-1][2]["items"] == [
        {"item": "tonkotsu", "count": 1, "choices": chosen},
        {"item": "gyoza", "count": 2, "choices": []},
    ]
    for wrong, words in (("udon", 'no item "udon"'), ("gyoza:firm", 'no choice "firm"'), ("gyoza*x", "no count")):
        done = callcast("order", "ramen", wrong, "--url", desk.url)
        assert done.code == 2
        assert words in done.complaint


@given(st.text(alphabet="tonkotsugyza:*firm0123 ", max_size=30))
def test_whatever_is_ordered_is_taken_or_refused_in_a_sentence(written: str) -> None:
    try:
        pick = picked(written, MENU)
    except BadInput as error:
        assert str(error).endswith(".")  # noqa: PT017 - most are refused, some are not
    else:
        assert pick["count"] >= 1


def test_nobody_there(callcast: Callcast) -> None:
    done = callcast("next", "c3", "--url", "http://127.0.0.1:1")
    assert done.code == 3


@pytest.mark.parametrize("command", ["ticket", "next", "recall", "order"])
def test_help(callcast: Callcast, command: str) -> None:
    assert "Example:" in callcast(command, "--help").out
