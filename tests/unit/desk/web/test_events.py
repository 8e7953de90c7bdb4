"""The stream of events, and webhooks, over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.receiver import receiving
from tests.unit.desk.web.clinic import asked, done, issued, set_up
from tests.unit.desk.web.site import Site, check_problem, run

from callcast.client.client import ApiClient
from callcast.client.errors import Refused
from callcast.client.events import Event, Parser
from callcast.desk.queueing.hall.feed import Feed
from callcast.desk.web.language import SPOKEN, language_of
from callcast.desk.web.stream import stream
from callcast.testing.bus_contract import until


def client(site: Site) -> ApiClient:
    """One that is signed in."""
    token = site.http.headers["Authorization"].removeprefix("Bearer ")
    return ApiClient(str(site.http.base_url), lambda: token)


async def first(events: AsyncIterator[Event], count: int) -> list[Event]:
    """So many of them."""
    found: list[Event] = []
    async for event in events:
        found.append(event)
        if len(found) == count:
            break
    return found


def test_what_happens_is_told_and_what_was_missed_first(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await set_up(site)
        newest = await site.desk.hall.store.newest_event()
        async with client(site) as api, aclosing(api.events(["ticket"])) as events:  # type: ignore[type-var]
            hearing = asyncio.ensure_future(first(events, 2))
            await until(lambda: site.desk.feed.readers == 1)
            ticket = await issued(site)
            await done(site, "POST", "/api/counters/c3/next")
            heard = await hearing
        assert [one.kind for one in heard] == ["ticket", "ticket"]
        assert [one.data["data"]["stage"] for one in heard] == ["waiting", "called"]
        assert heard[0].data["subject"] == ticket["id"]
        assert heard[0].data["data"]["issued_at"] == ticket["issued_at"]
        await until(lambda: site.desk.feed.readers == 0)
        async with client(site) as api, aclosing(api.events(after=newest)) as events:  # type: ignore[type-var]
            missed = await first(events, 2)
        assert [one.number for one in missed] == [newest + 1, newest + 2]
        async with client(site) as api, aclosing(api.events(after=10**6)) as events:  # type: ignore[type-var]
            (reset,) = await first(events, 1)
            assert (reset.kind, reset.number) == ("reset", await site.desk.hall.store.newest_event())
            with pytest.raises(Refused, match="no events of the kind"):
                await first(api.events(["tickets"]), 1)
        check_problem(await asked(site, "GET", "/api/events", Last_Event_ID="x"), 422, "no number of an event")

    run(scenario, tmp_path)


def test_a_slow_reader_is_told_and_a_quiet_one_sees_that_we_are_there(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await set_up(site)
        feed, store = Feed(ahead=2), site.desk.hall.store
        site.desk.hall.on_events(feed.put)
        newest = await store.newest_event()
        texts = stream(feed, store, None, ("order",), heartbeat=0.01)
        assert await anext(texts) == "retry: 2000\n\n"
        assert await anext(texts) == f"id: {newest}\n\n"
        assert await anext(texts) == f": {newest}\nid: {newest}\n\n"
        for _ in range(3):
            await issued(site)
        rest = [text async for text in texts]
        assert rest[-1].startswith(f"id: {newest + 2}\nevent: reset\n")
        assert feed.dropped >= 1

    run(scenario, tmp_path)


def test_webhooks_over_http(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await set_up(site)
        with receiving() as receiver:
            made = await asked(site, "PUT", "/api/webhooks/bell", {"url": receiver.url, "kinds": ["ticket"]})
            assert (made.status_code, made.json()["state"]) == (201, "active")
            assert made.json()["secret"]
            again = await asked(site, "PUT", "/api/webhooks/bell", {"url": receiver.url, "kinds": ["ticket"]})
            assert (again.status_code, again.json()["secret"]) == (200, None)
            await issued(site)
            await until(lambda: len(receiver.got) == 1)
            assert receiver.events[0]["kind"] == "ticket"
            while not (log := await done(site, "GET", "/api/webhooks/bell/deliveries"))["items"]:
                pass  # it is there as soon as the answer has come
            assert (await done(site, "POST", "/api/webhooks/bell/secret"))["secret"] != made.json()["secret"]
            assert [(one["status"], one["taken"]) for one in log["items"]] == [(200, True)]
            assert "secret" not in (await asked(site, "GET", "/api/webhooks")).text.replace('"secret":null', "")
            assert (await asked(site, "DELETE", "/api/webhooks/bell")).status_code == 204
        check_problem(await asked(site, "GET", "/api/webhooks/bell"), 404)
        check_problem(await asked(site, "PUT", "/api/webhooks/bell", {"url": "ftp://x/"}), 422, "no address")
        check_problem(await asked(site, "PUT", "/api/webhooks/bell", {"url": "http://x/", "kinds": ["a"]}), 422, '"a"')
        check_problem(await asked(site, "PUT", "/api/webhooks/A b", {"url": "http://x/"}), 422)

    run(scenario, tmp_path)


@given(st.lists(st.text(alphabet='ab:\n\r idevntaz0123{}"', max_size=30)))
def test_any_lines_are_events_or_none(lines: list[str]) -> None:
    parser = Parser()
    for line in lines:
        assert all(isinstance(event.data, dict) for event in parser.feed(line))


@given(st.text(max_size=60))
def test_any_language_header_is_one_that_we_have(header: str) -> None:
    assert language_of(header) in SPOKEN


def test_languages() -> None:
    for header, expected in (
        (None, "en"),
        ("fr", "en"),
        ("fr, ja;q=0.5, zh;q=0.4", "ja"),
        ("zh-HK", "zh-TW"),
        ("zh-Hant", "zh-TW"),
        ("zh-Hans-HK", "zh-CN"),
        ("zh", "zh-CN"),
        ("en;q=0.1, zh-TW;q=0.9", "zh-TW"),
        ("ja;q=0, en", "en"),
    ):
        assert language_of(header) == expected, header
