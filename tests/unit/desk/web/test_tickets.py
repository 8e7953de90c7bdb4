"""Tickets and counters, over HTTP."""

import asyncio
from pathlib import Path

from tests.unit.desk.web.clinic import asked, done, issued, set_up
from tests.unit.desk.web.site import Site, check_problem, run

from callcast.bus.messages import Report, State


def test_a_ticket_from_first_to_last(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await set_up(site)
        answer = await asked(site, "POST", "/api/tickets", {"line": "registration", "name": "王小明"})
        ticket = answer.json()
        assert (answer.status_code, answer.headers["location"]) == (201, f"/api/tickets/{ticket['id']}")
        assert (ticket["number"], ticket["stage"], ticket["wait"]["ahead"]) == ("A001", "waiting", 0)
        second = await issued(site)
        assert second["wait"]["ahead"] == 1
        there = await done(site, "GET", "/api/counters/c3")
        assert there["ticket"] is None
        assert there["next"]["ticket"]["number"] == "A001"
        assert there["next"]["because"]["text"]
        acted = await done(site, "POST", "/api/counters/c3/next")
        assert acted["ticket"]["id"] == ticket["id"]
        assert (acted["counter"]["ticket"]["number"], acted["announcement"]["state"]) == ("A001", "queued")
        assert acted["because"]["key"]
        said = acted["announcement"]["id"]
        for channel in ("hall", "lobby"):
            await site.player.publish(Report(said, channel, State.FAILED, "No voice."))
        await done(site, "GET", f"/api/announcements/{said}?wait=30")
        there = await done(site, "GET", "/api/counters/c3")
        assert there["announcement"] == {"id": said, "state": "failed", "reason": "No voice."}
        own = await done(site, "GET", f"/api/t/{ticket['id']}")
        assert own == {
            "number": "A001",
            "line": "掛號",
            "names": {"en": "Registration"},
            "stage": "called",
            "since": own["since"],
            "place": "3",
            "wait": None,
        }
        await done(site, "POST", "/api/counters/c3/start")
        await done(site, "POST", "/api/counters/c3/transfer", {"line": "pharmacy"})
        moved = await done(site, "GET", f"/api/tickets/{ticket['id']}")
        assert (moved["line"], moved["number"], moved["stage"]) == ("pharmacy", "A001", "waiting")
        assert [one["stage"] for one in moved["periods"]] == ["waiting", "called", "serving", "waiting"]
        ended = await done(site, "POST", f"/api/tickets/{ticket['id']}/cancel")
        assert ended["stage"] == "cancelled"
        log = await done(site, "GET", "/api/periods?start=2020-01-01T00:00:00Z&end=2099-01-01T00:00:00Z&limit=2")
        assert [one["stage"] for one in log["items"]] == ["waiting", "waiting"]
        rest = await done(
            site, "GET", f"/api/periods?start=2020-01-01T00:00:00Z&end=2099-01-01T00:00:00Z&after={log['next']}"
        )
        assert [one["stage"] for one in rest["items"]] == ["called", "serving", "waiting", "cancelled"]
        assert rest["next"] is None

    run(scenario, tmp_path)


def test_what_else_an_operator_does(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await set_up(site)
        numbers = [(await issued(site))["number"] for _ in range(3)]
        chosen = await done(site, "POST", "/api/counters/c3/call", {"number": numbers[2]})
        assert chosen["ticket"]["number"] == "A003"
        assert (await done(site, "POST", "/api/counters/c3/undo"))["counter"]["ticket"] is None
        chosen = await done(site, "POST", "/api/counters/c3/call", {"number": numbers[2]})
        again = await done(site, "POST", "/api/counters/c3/recall")
        assert again["announcement"]["id"] == chosen["announcement"]["id"]  # it is not said yet, so it is one
        await done(site, "POST", "/api/counters/c3/finish")
        first = await done(site, "POST", "/api/counters/c3/next")
        await done(site, "POST", "/api/counters/c3/park")
        back = await done(site, "POST", f"/api/tickets/{first['ticket']['id']}/back")
        assert back["stage"] == "waiting"
        for what in ("no-show", "finish"):
            await done(site, "POST", "/api/counters/c4/next")
            await done(site, "POST", "/api/counters/c4/start") if what == "finish" else None
            assert (await done(site, "POST", f"/api/counters/c4/{what}"))["counter"]["ticket"] is None
        closed = await done(site, "POST", "/api/counters/c4/close")
        assert closed["counter"]["open"] is False
        listed = await done(site, "GET", "/api/counters")
        first = listed["items"][0]
        assert (first["id"], first["open"], first["operator"]) == ("c3", True, "Ann")

    run(scenario, tmp_path)


def test_what_is_refused_is_said_in_the_language_of_whoever_asks(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await set_up(site)
        await done(site, "POST", "/api/counters/c4/close")
        for path, body, status, key in (
            ("/api/counters/c4/next", None, 409, "counter-closed"),
            ("/api/counters/c9/next", None, 404, "unknown-counter"),
            ("/api/counters/c3/next", None, 409, "nobody-waits"),
            ("/api/tickets", {"line": "nowhere"}, 404, "unknown-line"),
            ("/api/tickets/none/back", None, 404, "unknown-ticket"),
            ("/api/tickets", {"line": "registration", "langs": ["?"]}, 422, "lang-malformed"),
        ):
            answer = await asked(site, "POST", path, body)
            check_problem(answer, status)
            assert answer.json()["key"] == key, answer.text
            said = {answer.json()["detail"]}
            for lang in ("zh-TW", "ja", "zh-CN"):
                other = await asked(site, "POST", path, body, Accept_Language=f"{lang},en;q=0.5")
                assert other.headers["content-language"] == lang
                said.add(other.json()["detail"])
            assert len(said) == 4
        wrong = await asked(site, "POST", "/api/tickets", {"line": "registration", "langs": ["?"]})
        assert wrong.json()["field"] == "langs"
        for fields, words, field in (
            ({}, '"line" is missing', "line"),
            ({"line": "registration", "lime": 1}, 'no field "lime"', "lime"),
            ({"line": "registration", "precedence": "king"}, '"precedence" is wrong', "precedence"),
        ):
            bad = await asked(site, "POST", "/api/tickets", fields)
            check_problem(bad, 422, words)
            assert bad.json()["field"] == field
        told = await asked(site, "POST", "/api/counters/c4/next", Accept_Language="zh-TW")
        assert "還沒開啟" in told.text, "curl shows what people can read"
        late = await asked(site, "GET", "/api/periods?start=2026-01-02T00:00:00Z&end=2026-01-01T00:00:00Z")
        check_problem(late, 422, "not after the start")
        listed = await done(site, "GET", "/api/tickets")
        assert listed == {"items": [], "next": None}

    run(scenario, tmp_path)


def test_a_key_makes_of_many_requests_one(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await set_up(site)

        async def post(path: str, body: dict[str, object] | None) -> dict[str, object]:
            return await done(site, "POST", path, body, Idempotency_Key="k")

        tickets = await asyncio.gather(*(post("/api/tickets", {"line": "registration"}) for _ in range(20)))
        assert len({str(one["id"]) for one in tickets}) == 1
        other = await asked(site, "POST", "/api/counters/c3/next", Idempotency_Key="k")
        check_problem(other, 422, '"k"')
        assert len((await done(site, "GET", "/api/tickets"))["items"]) == 1
        calls = await asyncio.gather(
            *(done(site, "POST", "/api/counters/c3/next", Idempotency_Key="next") for _ in range(10))
        )
        assert {str(one["ticket"]["id"]) for one in calls} == {str(tickets[0]["id"])}

    run(scenario, tmp_path)


def test_lists_go_back_page_by_page_and_find_by_number(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await set_up(site)
        ids = [(await issued(site))["id"] for _ in range(5)]
        seen: list[str] = []
        path = "/api/tickets?line=registration&stage=waiting&limit=2"
        page = await done(site, "GET", path)
        while True:
            seen += [one["id"] for one in page["items"]]
            if page["next"] is None:
                break
            page = await done(site, "GET", f"{path}&before={page['next']}")
        assert seen == ids[::-1]
        assert [one["id"] for one in (await done(site, "GET", "/api/tickets?number=A002"))["items"]] == [ids[1]]
        check_problem(await asked(site, "GET", "/api/tickets?before=none"), 404)
        check_problem(await asked(site, "GET", "/api/tickets?stage=lost"), 422, "stage")

    run(scenario, tmp_path)


def test_only_what_was_read_is_changed(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await set_up(site)
        ticket = await issued(site)
        answer = await asked(site, "GET", f"/api/tickets/{ticket['id']}")
        old = answer.headers["etag"]
        await done(site, "POST", "/api/counters/c3/next", If_Match='"0"')
        stale = await asked(site, "POST", "/api/counters/c3/recall", If_Match=old)
        check_problem(stale, 409, "Somebody else")
        check_problem(await asked(site, "POST", "/api/counters/c3/recall", If_Match="x"), 422, "If-Match")
        now = (await asked(site, "GET", f"/api/tickets/{ticket['id']}")).headers["etag"]
        await done(site, "POST", "/api/counters/c3/park", If_Match=now)
        check_problem(await asked(site, "POST", f"/api/tickets/{ticket['id']}/cancel", If_Match=old), 409)

    run(scenario, tmp_path)
