"""Calls and boards over HTTP."""

import json
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.desk.web.site import Site, anything, check_problem, run

from callcast.bus.messages import BoardContent, Call, Hello, Line, Report, Speak, State
from callcast.desk.queueing.errors import StoreFull

BOARD = "/api/channels/hall/board"
EMPTY: dict[str, Any] = {"title": "", "message": "", "hours": "", "lines": [], "preparing": [], "ready": []}
FULL = {
    "title": "內科",
    "message": "請先備妥健保卡",
    "hours": "08:30-12:00",
    "lines": [{"name": "掛號", "waiting": 12, "number": "A012"}, {"name": "批價", "waiting": 0, "number": ""}],
    "preparing": ["38", "39"],
    "ready": ["36", "37"],
}
CALL = {"number": "A012", "place": "3 號櫃檯", "name": "王小明"}


def test_a_call_goes_with_its_announcement(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        heard = site.player.subscribe()
        said = await site.announce(call=CALL)
        assert said["call"] == CALL
        assert (await site.http.get(f"/api/announcements/{said['id']}")).json()["call"] == CALL
        speak = await heard.__anext__()
        assert isinstance(speak, Speak)
        assert speak.call == Call(**CALL)
        assert (await site.http.get("/api/announcements")).json()["items"][0]["call"] == CALL
        assert (await site.http.post(f"/api/announcements/{said['id']}/repeat")).json()["call"] == CALL
        assert (await site.announce(call={"number": " 37\n"}))["call"] == {"number": "37", "place": "", "name": ""}
        assert (await site.announce(call=None))["call"] is None

    run(scenario, tmp_path)


def test_a_key_is_for_one_call(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        async def post(**body: Any) -> Any:
            headers = {"Idempotency-Key": "k"}
            return await site.http.post("/api/announcements", json={"text": "text", **body}, headers=headers)

        first = await post(call=CALL)
        assert first.status_code == 202
        assert (await post(call=CALL)).content == first.content
        check_problem(await post(), 422, "was used for another request")
        check_problem(await post(call={**CALL, "number": "A013"}), 422, "was used for another request")

    run(scenario, tmp_path)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({}, '"call" has nothing to show'),
        ({"number": " \u3000"}, '"call" has nothing to show'),
        ({"number": "x" * 101}, '"call.number" has 101 characters'),
        ({"place": "a\x07b"}, '"call.place" has the control character U+0007'),
        ({"number": 12}, '"call.number" is wrong'),
        ({"number": None}, '"call.number" is wrong'),
        ({"nummer": "A"}, 'no field "call.nummer"'),
        ("A012", '"call" is wrong'),
    ],
)
def test_what_is_wrong_with_a_call_is_said(tmp_path: Path, call: Any, words: str) -> None:
    async def scenario(site: Site) -> None:
        check_problem(await site.http.post("/api/announcements", json={"text": "a", "call": call}), 422, words)
        assert (await site.http.get("/api/announcements")).json()["items"] == []

    run(scenario, tmp_path)


def test_what_is_put_replaces_all_that_was_and_reaches_the_player(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        heard = site.player.subscribe()
        assert (await site.http.get(BOARD)).json() == EMPTY
        await site.player.publish(Hello("1"))
        assert [await heard.__anext__() for _ in "12"] == [BoardContent("hall"), BoardContent("lobby")]
        answer = await site.http.put(BOARD, json=FULL)
        assert (answer.status_code, answer.json()) == (200, FULL)
        lines = (Line("掛號", 12, "A012"), Line("批價", 0))
        told = BoardContent("hall", "內科", "請先備妥健保卡", "08:30-12:00", lines, ("38", "39"), ("36", "37"))
        assert await heard.__anext__() == told
        assert (await site.http.get(BOARD)).json() == FULL
        assert (await site.http.put(BOARD, json={"title": " 外科 "})).json() == {**EMPTY, "title": "外科"}
        assert await heard.__anext__() == BoardContent("hall", "外科")
        assert (await site.http.get(BOARD)).json() == {**EMPTY, "title": "外科"}
        assert (await site.http.get("/api/channels/lobby/board")).json() == EMPTY

    run(scenario, tmp_path)


def test_after_a_restart_the_board_is_there_with_its_last_calls(tmp_path: Path) -> None:
    async def before(site: Site) -> None:
        assert (await site.http.put(BOARD, json=FULL)).status_code == 200
        said = await site.announce(call=CALL, channels=["hall"])
        await site.player.publish(Report(said["id"], "hall", State.SPOKEN, None, 1.5, 2.25))
        assert (await site.http.get(f"/api/announcements/{said['id']}?wait=30")).json()["state"] == "spoken"

    async def after(site: Site) -> None:
        heard = site.player.subscribe()
        assert (await site.http.get(BOARD)).json() == FULL
        await site.player.publish(Hello("1"))
        told = await heard.__anext__()
        assert isinstance(told, BoardContent)
        assert (told.channel, told.title, told.recent) == ("hall", "內科", (Call(**CALL),))

    run(before, tmp_path)
    run(after, tmp_path)


def test_as_much_as_there_may_be_is_taken(tmp_path: Path) -> None:
    body = {
        **dict.fromkeys(("title", "message", "hours"), "內" * 500),
        "lines": [{"name": "掛" * 500, "waiting": 9999, "number": "號" * 100}] * 50,
        **dict.fromkeys(("preparing", "ready"), ["號" * 40] * 500),
    }

    async def scenario(site: Site) -> None:
        heard = site.player.subscribe()
        await site.player.publish(Hello("1"))
        assert [await heard.__anext__() for _ in "12"] == [BoardContent("hall"), BoardContent("lobby")]
        for words in (json.dumps(body), json.dumps(body, ensure_ascii=False)):
            answer = await site.http.put(BOARD, content=words.encode(), headers={"Content-Type": "application/json"})
            assert (answer.status_code, answer.json()) == (200, body)
            assert isinstance(await heard.__anext__(), BoardContent)

    run(scenario, tmp_path)


def test_what_is_wrong_with_a_board_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases: list[tuple[bytes, int, str]] = [
        (b"", 422, 'send an object like {"title": "..."}'),
        (b"[]", 422, 'send an object like {"title": "..."}'),
        (b"{", 400, 'send an object like {"title": "..."}'),
        (b"\xff", 400, 'send an object like {"title": "..."}, as JSON in UTF-8.'),
        (b'{"titel": ""}', 422, 'no field "titel"'),
        (b'{"recent": []}', 422, 'no field "recent"'),
        (b'{"title": 1}', 422, '"title" is wrong'),
        (b'{"title": null}', 422, '"title" is wrong'),
        (b'{"title": "\\ud800"}', 422, "title"),
        (b'{"message": "a\\u0000b"}', 422, '"message" has the control character U+0000'),
        (b'{"hours": "%s"}' % (b"x" * 501), 422, "has 501 characters and the limit is 500"),
        (b'{"lines": {}}', 422, '"lines" is wrong'),
        (b'{"lines": [{"name": "a"}]}', 422, '"lines.0.waiting" is missing'),
        (b'{"lines": [{"name": "a", "waiting": -1}]}', 422, '"lines.0.waiting" is not from 0 to 9999'),
        (b'{"lines": [{"name": "a", "waiting": 1.5}]}', 422, '"lines.0.waiting" is wrong'),
        (b'{"lines": [{"name": "a", "waiting": true}]}', 422, '"lines.0.waiting" is wrong'),
        (b'{"lines": [{"name": "a", "waiting": 1, "x": 1}]}', 422, 'no field "lines.0.x"'),
        (b'{"ready": [37]}', 422, '"ready.0" is wrong'),
        (b'{"ready": [""]}', 422, '"ready.0" has nothing to show'),
        (b'{"ready": [%s"1"]}' % (b'"1",' * 500), 422, '"ready" has 501 entries and the limit is 500'),
        (b'{"ready": [%s]}' % b",".join([b"[]"] * 150_000), 422, '"ready.0" is wrong'),
        (b'{"title": "%s"}' % (b"a" * 524_288), 413, "524288 bytes"),
    ]

    async def full(*_: object) -> None:
        raise StoreFull("There is no room on the disk; free some.")

    async def scenario(site: Site) -> None:
        headers = {"Content-Type": "application/json"}
        for body, status, words in cases:
            check_problem(await site.http.put(BOARD, content=body, headers=headers), status, words)
        check_problem(await site.http.put("/api/channels/hal/board", json={}), 404, 'did you mean "hall"?')
        check_problem(await site.http.get("/api/channels/hal/board"), 404, 'no channel "hal"')
        check_problem(await site.http.delete(BOARD), 405, "DELETE")
        monkeypatch.setattr(site.store, "keep_board", full)
        check_problem(await site.http.put(BOARD, json=FULL), 507, "no room")
        assert (await site.http.get(BOARD)).json() == EMPTY

    run(scenario, tmp_path)


def test_openapi_tells_of_both(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        told = (await site.http.get("/openapi.json")).json()
        assert set(told["paths"]["/api/channels/{id}/board"]) == {"get", "put"}
        shapes = told["components"]["schemas"]
        for name in ("BoardBody", "LineBody", "CallBody"):
            assert shapes[name]["description"]
            assert all(field.get("description") for field in shapes[name]["properties"].values())
        assert "call" in shapes["NewAnnouncement"]["properties"]

    run(scenario, tmp_path)


short = st.text(max_size=5) | anything
line = st.fixed_dictionaries({"name": short, "waiting": st.integers(-1, 10_000) | anything}, optional={"number": short})
board = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("title", "message", "hours"), short),
        **dict.fromkeys(("preparing", "ready"), st.lists(short, max_size=3) | anything),
        "lines": st.lists(line, max_size=2) | anything,
        "x": anything,
    },
)
call = st.dictionaries(st.sampled_from(["number", "place", "name", "x"]), short, max_size=3)


def sent(shape: st.SearchStrategy[Any]) -> st.SearchStrategy[list[bytes]]:
    some = (shape | anything).map(lambda value: json.dumps(value).encode()) | st.binary(max_size=50)
    return st.lists(some, min_size=10, max_size=40)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    sent(board),
    sent(st.fixed_dictionaries({"text": st.just("a"), "call": call | anything})),
    st.text(st.characters(codec="utf-8"), max_size=20),
)
def test_whatever_is_sent_it_is_taken_or_refused(boards: list[bytes], said: list[bytes], channel: str) -> None:
    async def scenario(site: Site) -> None:
        headers = {"Content-Type": "application/json"}
        for method, path, bodies in (("PUT", BOARD, boards), ("POST", "/api/announcements", said)):
            for body in bodies:
                answer = await site.http.request(method, path, content=body, headers=headers)
                if answer.status_code not in (200, 202):
                    assert answer.status_code in (400, 422)
                    check_problem(answer, answer.status_code)
        kept = (await site.http.get(BOARD)).json()
        assert (await site.http.put(BOARD, json=kept)).json() == kept
        answer = await site.http.put(f"/api/channels/{quote(channel, safe='')}/board", json={})
        assert answer.status_code < 500

    with tempfile.TemporaryDirectory() as data:
        run(scenario, Path(data))
