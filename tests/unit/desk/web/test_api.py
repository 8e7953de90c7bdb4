"""What is asked of the API, and what it answers."""

import asyncio
import json
import re
import tempfile
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.desk.web.site import CHANNELS, Site, anything, check_problem, run

from callcast.bus.messages import (
    Catalogue,
    ChainVoice,
    ChannelStatus,
    Hello,
    OutputStatus,
    PlayerStatus,
    Report,
    State,
    VoicesChanged,
)
from callcast.desk.queueing.errors import StoreFull
from callcast.desk.web.services import ReloadResult
from callcast.errors import SettingsError
from callcast.testing.bus_contract import until

CHAINS: dict[str, tuple[ChainVoice, ...]] = {"en": (ChainVoice("kokoro", "no"), ChainVoice("espeak:en", "ready"))}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def test_an_announcement_from_first_to_last(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        answer = await site.http.post("/api/announcements", json={"text": "請 A012 號", "channels": ["hall"]})
        assert answer.status_code == 202
        body = answer.json()
        assert answer.headers["location"] == f"/api/announcements/{body['id']}"
        queued = {"id": "hall", "state": "queued", "reason": None, "spoken_from": None, "spoken_to": None}
        assert body == {
            "id": body["id"],
            "text": "請 A012 號",
            "lang": None,
            "voice": None,
            "priority": "normal",
            "repeat": 1,
            "accepted_at": body["accepted_at"],
            "expires_at": None,
            "call": None,
            "texts": None,
            "template": None,
            "langs": None,
            "state": "queued",
            "reason": None,
            "channels": [queued],
        }
        assert TIME.fullmatch(body["accepted_at"])
        url = answer.headers["location"]
        assert (await site.http.get(url)).json() == body
        waiting = asyncio.create_task(site.http.get(url, params={"wait": 30}))
        await until(lambda: site.desk.ledger._waiting == 1)
        await site.player.publish(Report(body["id"], "hall", State.SPOKEN, None, 1.5, 2.25))
        done = (await waiting).json()
        spoken = {"spoken_from": "1970-01-01T00:00:01.500Z", "spoken_to": "1970-01-01T00:00:02.250Z"}
        assert done == {**body, "state": "spoken", "channels": [{**queued, "state": "spoken", **spoken}]}
        check_problem(await site.http.delete(url), 409, "is spoken already")
        again = await site.http.post(url + "/repeat")
        assert again.status_code == 202
        assert {**again.json(), "id": 0, "accepted_at": 0} == {**body, "id": 0, "accepted_at": 0}

    run(scenario, tmp_path)


def test_lists_go_back_page_by_page(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        ids = [(await site.announce(channels=["hall"]))["id"] for _ in range(5)]
        await site.announce(channels=["lobby"])
        seen: list[str] = []
        params: dict[str, str] = {"channel": "hall", "state": "queued", "limit": "2"}
        while True:
            page = (await site.http.get("/api/announcements", params=params)).json()
            seen += [item["id"] for item in page["items"]]
            if page["next"] is None:
                break
            params["before"] = page["next"]
        assert seen == ids[::-1]
        check_problem(await site.http.get("/api/announcements", params={"before": "nope"}), 404, '"nope"')
        for wrong in ("state=said", "limit=0", "limit=201", "limit=x"):
            check_problem(await site.http.get(f"/api/announcements?{wrong}"), 422, wrong.partition("=")[0])

    run(scenario, tmp_path)


def test_a_cancelled_one(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        body = await site.announce()
        answer = await site.http.delete(f"/api/announcements/{body['id']}")
        assert (answer.status_code, answer.json()["state"]) == (202, "queued")
        for channel in ("hall", "lobby"):
            await site.player.publish(Report(body["id"], channel, State.CANCELLED))
        done = await site.http.get(f"/api/announcements/{body['id']}?wait=30")
        assert done.json()["state"] == "cancelled"

    run(scenario, tmp_path)


def test_a_key_makes_of_many_requests_one(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        async def post(text: str) -> httpx.Response:
            return await site.http.post("/api/announcements", json={"text": text}, headers={"Idempotency-Key": "k"})

        answers = await asyncio.gather(*(post("same") for _ in range(30)))
        assert {answer.status_code for answer in answers} == {202}
        assert len({answer.content for answer in answers}) == 1
        id = answers[0].json()["id"]  # noqa: A001 - the field's name
        for channel in ("hall", "lobby"):
            await site.player.publish(Report(id, channel, State.SPOKEN))
        await site.http.get(f"/api/announcements/{id}?wait=30")
        assert (await post("same")).content == answers[0].content
        check_problem(await post("other"), 422, '"k" was used for another request')
        assert len((await site.http.get("/api/announcements")).json()["items"]) == 1
        long = {"Idempotency-Key": "k" * 256}
        check_problem(await site.http.post("/api/announcements", json={"text": "a"}, headers=long), 422, "255")

    run(scenario, tmp_path)


def test_what_is_wrong_with_a_body_is_said(tmp_path: Path) -> None:
    cases: list[tuple[bytes, int, str]] = [
        (b"", 422, "no JSON object"),
        (b"[]", 422, "no JSON object"),
        (b"{", 400, "no JSON"),
        (b"\xff", 400, ""),
        (b"[" * 60_000, 400, ""),
        (b'{"repeat": %s}' % (b"9" * 5000), 400, ""),
        (b"{}", 422, '"text" is missing'),
        (b'{"text": ""}', 422, "text is empty"),
        (b'{"text": 1}', 422, '"text" is wrong'),
        (b'{"text": "\\ud800"}', 422, "text"),
        (b'{"text": "a", "txt": 1}', 422, 'no field "txt"'),
        (b'{"text": "a", "\\ud800": 1}', 422, "lone surrogate"),
        (b'{"text": "a", "channels": ["hal"]}', 422, 'did you mean "hall"?'),
        (b'{"text": "a", "channels": "hall"}', 422, '"channels" is wrong'),
        (b'{"text": "a", "repeat": 11}', 422, "from 1 to 10"),
        (b'{"text": "a", "repeat": true}', 422, '"repeat" is wrong'),
        (b'{"text": "a", "priority": "loud"}', 422, '"priority" is wrong'),
        (b'{"text": "a", "expires_in": NaN}', 422, '"expires_in" is wrong'),
        (b'{"text": "a", "expires_in": 0}', 422, "more than 0 seconds"),
        (b'{"text": "%s"}' % (b"a" * 65536), 413, "65536 bytes"),
    ]

    async def scenario(site: Site) -> None:
        headers = {"Content-Type": "application/json"}
        for body, status, words in cases:
            check_problem(await site.http.post("/api/announcements", content=body, headers=headers), status, words)

        async def chunks() -> Any:
            for _ in range(70):
                yield b" " * 1024

        with suppress(httpx.WriteError, httpx.ReadError):
            check_problem(await site.http.post("/api/announcements", content=chunks(), headers=headers), 413)
        assert (await site.http.get("/api/announcements")).json()["items"] == []

    run(scenario, tmp_path)


def test_other_pages_and_other_hosts_are_refused(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        body = b'{"text": "a"}'
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""):
            headers = {"Content-Type": kind}
            check_problem(await site.http.post("/api/announcements", content=body, headers=headers), 415)
        evil = {"Host": "evil.example:8080"}
        check_problem(await site.http.get("/api/announcements", headers=evil), 400, "localhost")
        for host in ("localhost:8080", "127.0.0.1", "[::1]:80", "127.9.9.9:1"):
            assert (await site.http.get("/api/channels", headers={"Host": host})).status_code == 200
        for origin in ("https://evil.example", "null", "http://[", "http://localhost:1"):
            check_problem(await site.http.post("/api/reload", headers={"Origin": origin}), 403)
        own = {"Origin": str(site.http.base_url).rstrip("/")}
        assert (await site.http.post("/api/announcements", json={"text": "a"}, headers=own)).status_code == 202

    run(scenario, tmp_path)


def test_paths_and_methods_that_there_are_not(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        check_problem(await site.http.get("/nothing"), 404, "/nothing")
        answer = await site.http.put("/api/announcements", json={})
        check_problem(answer, 405, "PUT")
        assert answer.headers["allow"]
        for path in ("docs", "redoc"):
            check_problem(await site.http.get(f"/{path}"), 404)
        for method in ("GET", "DELETE"):
            check_problem(await site.http.request(method, "/api/announcements/none"), 404, "no announcement")
        check_problem(await site.http.post("/api/announcements/none/repeat"), 404)
        check_problem(await site.http.get("/api/announcements?channel=hal"), 422, 'did you mean "hall"?')
        assert (await site.http.get("/api/announcements?channel=hall")).json() == {"items": [], "next": None}
        for wait in ("-1", "61", "nan", "x"):
            check_problem(await site.http.get(f"/api/announcements/a?wait={wait}"), 422, "wait")
        paths = (await site.http.get("/openapi.json")).json()["paths"]
        assert set(paths) >= {
            "/api/announcements",
            "/api/announcements/{id}",
            "/api/announcements/{id}/repeat",
            "/api/expected",
            "/api/channels",
            "/api/channels/{id}/board",
            "/api/voices",
            "/api/voices/refresh",
            "/api/reload",
            "/api/packs",
            "/api/packs/{name}",
            "/api/packs/{name}/takes/{prompt}",
            "/api/packs/{name}/use",
            "/api/preview",
            "/api/session",
            "/api/session/password",
            "/api/sessions",
            "/api/sessions/{id}",
            "/api/people",
            "/api/people/{id}",
            "/api/people/{id}/password",
            "/api/tokens",
            "/api/tokens/{id}",
            "/api/pairings",
            "/api/pairings/ask",
            "/api/devices",
            "/api/devices/{id}",
            "/api/audit",
            "/healthz",
        }

    run(scenario, tmp_path)


def test_the_player_is_told_of_new_voices(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        inbox = site.player.subscribe()
        answer = await site.http.post("/api/voices/refresh")
        assert (answer.status_code, answer.json()) == (202, {"player": "up"})
        async for message in inbox:
            if isinstance(message, VoicesChanged):
                break

    run(scenario, tmp_path)


def test_channels_voices_health_and_metrics_follow_the_player(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        unknown = dict.fromkeys(("readers", "queued", "speaking", "frames", "dropped"))
        hall = {"id": "hall", "name": "大廳", "languages": ["zh-TW", "en"], "urls": CHANNELS[0].urls}
        assert (await site.http.get("/api/channels")).json()["items"][0] == {**hall, **unknown, "outputs": []}
        check_problem(await site.http.get("/api/voices"), 503, "not said yet")
        health = await site.http.get("/healthz")
        assert (health.status_code, health.json()) == (503, {"status": "degraded", "player": "down", "engines": {}})
        await site.player.publish(Hello("1"))
        await site.player.publish(Catalogue(("en",), {"espeak:en": ("en",)}, 100, CHAINS))
        await site.player.publish(PlayerStatus((), 1.0, 2.5, {"espeak": "starting"}))
        await until(lambda: site.desk.player.status is not None)
        degraded = {"status": "degraded", "player": "up", "engines": {"espeak": "starting"}}
        assert (await site.http.get("/healthz")).json() == degraded
        push = OutputStatus("hall", 1, "push", "rtsp://a/b", "waiting", "It is away.", 1.5, 3, 5, 6, 0)
        other = replace(push, channel="lobby")
        status = PlayerStatus((ChannelStatus("hall", 1, 2, "x", 3, 4),), 1.0, 2.5, {"espeak": "ready"}, (push, other))
        await site.player.publish(status)
        await until(lambda: site.desk.player.can_speak)
        now = {"readers": 1, "queued": 2, "speaking": "x", "frames": 3, "dropped": 4}
        output = {key: value for key, value in asdict(push).items() if key != "channel"}
        output["since"] = "1970-01-01T00:00:01.500Z"
        assert (await site.http.get("/api/channels")).json()["items"][0] == {**hall, **now, "outputs": [output]}
        assert (await site.http.get("/api/voices")).json() == {
            "languages": ["en"],
            "voices": ["espeak:en"],
            "speaks": {"espeak:en": ["en"]},
            "chains": {"en": [{"voice": "kokoro", "state": "no"}, {"voice": "espeak:en", "state": "ready"}]},
        }
        assert (await site.http.get("/healthz")).json() == {
            "status": "ok",
            "player": "up",
            "engines": {"espeak": "ready"},
        }
        head = await site.http.head("/healthz")
        assert (head.status_code, head.content) == (200, b"")
        answer = await site.http.post("/api/announcements", json={"text": "a", "voice": "espeak:cmn"})
        check_problem(answer, 422, "espeak:en")
        await site.announce()
        metrics = (await site.http.get("/metrics")).text.splitlines()
        for line in (
            'callcast_announcements_open{state="queued"} 1.0',
            "callcast_announcements_accepted_total 1.0",
            'callcast_announcements_finished_total{state="spoken"} 0.0',
            "callcast_player_up 1.0",
            "callcast_bus_dropped_total 0.0",
            'callcast_frame_lateness_seconds{quantile="0.99"} 0.0025',
            'callcast_output_running{channel="hall",kind="push",output="1",target="rtsp://a/b"} 0.0',
            'callcast_output_frames_total{channel="hall",kind="push",output="1",target="rtsp://a/b"} 5.0',
            'callcast_channel_readers{channel="hall"} 1.0',
            'callcast_channel_dropped_total{channel="hall"} 4.0',
            'callcast_request_seconds_count{method="POST",route="/api/announcements",status="202"} 1.0',
        ):
            assert line in metrics

    run(scenario, tmp_path, None)


def test_reloading(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        site.reloads.append(ReloadResult(("hall",), ("web.listen",)))
        answer = await site.http.post("/api/reload")
        assert (answer.status_code, answer.json()) == (200, {"changed": ["hall"], "needs_restart": ["web.listen"]})
        site.reloads.append(SettingsError("callcast.toml has no [[channels]]; add one.", "channels"))
        check_problem(await site.http.post("/api/reload"), 422, "has no [[channels]]")

    run(scenario, tmp_path)


def test_a_fault_of_ours_has_a_number_and_no_traceback(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(site: Site) -> None:
        answer = await site.http.post("/api/reload")  # the list of results is empty
        check_problem(answer, 500, answer.json()["id"])
        assert answer.json()["id"] in caplog.text
        assert "IndexError" not in answer.text

    run(scenario, tmp_path)


def test_a_full_disk_is_507_and_degraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> None:
        raise StoreFull("There is no room on the disk; free some.")

    async def scenario(site: Site) -> None:
        await site.player.publish(Hello("1"))
        await until(lambda: site.desk.player.up)
        monkeypatch.setattr(site.store, "add", full)
        monkeypatch.setattr(site.store, "check", full)
        check_problem(await site.http.post("/api/announcements", json={"text": "a"}), 507, "no room")
        assert (await site.http.get("/healthz")).json() == {"status": "degraded", "player": "up", "engines": {}}

    run(scenario, tmp_path)


bodies = st.one_of(
    st.fixed_dictionaries(
        {"text": st.text(max_size=50) | anything},
        optional={
            "channels": st.lists(st.sampled_from(["hall", "lobby", ""]), max_size=3) | anything,
            "lang": st.text(max_size=5) | anything,
            "voice": st.text(max_size=5) | anything,
            "priority": st.sampled_from(["normal", "urgent", "emergency"]) | anything,
            "repeat": st.integers(-1, 12) | anything,
            "expires_in": st.floats() | anything,
            "call": st.dictionaries(st.sampled_from(["number", "place", "name"]), st.text(max_size=5)) | anything,
            "x": anything,
        },
    ),
    anything,
).map(lambda value: json.dumps(value).encode())
paths = st.text(st.characters(codec="utf-8"), max_size=20)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.lists(bodies | st.binary(max_size=50), min_size=10, max_size=40),
    st.lists(paths, min_size=5),
    st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126)), min_size=5),
)
def test_whatever_is_sent_it_is_never_a_fault_of_ours(some: list[bytes], ids: list[str], keys: list[str]) -> None:
    async def scenario(site: Site) -> None:
        for number, body in enumerate(some):
            headers = {"Content-Type": "application/json", "Idempotency-Key": keys[number % len(keys)]}
            answer = await site.http.post("/api/announcements", content=body, headers=headers)
            assert answer.status_code in (202, 400, 422), answer.text
        for id in ids:  # noqa: A001 - the field's name
            path = "/api/announcements/" + quote(id, safe="")
            for method in ("GET", "DELETE"):
                assert (await site.http.request(method, path)).status_code < 500
            params = {"before": id, "state": id, "channel": id, "limit": id}
            assert (await site.http.get("/api/announcements", params=params)).status_code < 500
            assert (await site.http.get("/api/announcements", params={"channel": id})).status_code in (200, 422)

    with tempfile.TemporaryDirectory() as data:
        run(scenario, Path(data))
