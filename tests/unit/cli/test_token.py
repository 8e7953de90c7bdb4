"""What commands sign in with, and to whom they tell it."""

import asyncio
from pathlib import Path

import pytest
from tests.unit.cli.desk import Callcast, Desk

from callcast.cli import place
from callcast.client.client import ApiClient
from callcast.client.errors import NotKnown
from callcast.runtime import local_token

OURS, THEIRS = "ccm_" + "a" * 43, "cct_" + "b" * 43


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a desk that runs, as the commands' environment has it."""
    folder = tmp_path / "data"
    folder.mkdir()
    local_token.write(folder, OURS)
    return folder


@pytest.mark.parametrize("command", [("say", "a"), ("reload",), ("voices",), ("people", "list"), ("tokens", "list")])
def test_commands_take_the_token_of_this_machine(
    callcast: Callcast, desk: Desk, data: Path, command: tuple[str, ...]
) -> None:
    desk.answers = {f"/api/{name}": (200, {"items": []}) for name in ("reload", "voices", "people", "tokens")}
    desk.wanted = local_token.read(data)
    done = callcast(*command, "--url", desk.url)
    assert (done.code, done.err) == (0, "")
    assert set(desk.tokens) == {f"Bearer {OURS}"}


def test_what_is_given_comes_first(callcast: Callcast, desk: Desk, data: Path) -> None:
    assert data.exists()
    callcast("say", "a", "--url", desk.url, CALLCAST_TOKEN="from-the-environment")
    callcast("say", "a", "--url", desk.url, "--token", THEIRS, CALLCAST_TOKEN="from-the-environment")
    callcast("say", "a", CALLCAST_WEB__LISTEN=desk.url.partition("//")[2], CALLCAST_TOKEN=THEIRS)
    assert desk.tokens == ["Bearer from-the-environment", f"Bearer {THEIRS}", f"Bearer {THEIRS}"]


def test_lines_from_a_pipe_are_signed_in_too(callcast: Callcast, desk: Desk, data: Path) -> None:
    desk.wanted = local_token.read(data)
    assert callcast("console", "--url", desk.url, stdin=b"a\nb\n").code == 0
    assert set(desk.tokens) == {f"Bearer {OURS}"}


@pytest.mark.parametrize("url", ["http://192.0.2.1:8080", "https://callcast.example", "http://localhost.example"])
def test_no_other_machine_is_told_the_token_of_this_one(data: Path, url: str) -> None:
    assert place.client(url, None, data)._bearer.token is None
    assert place.client("http://localhost:1", None, data)._bearer.token == OURS


def test_who_is_not_known_is_told_what_to_do(callcast: Callcast, desk: Desk) -> None:
    desk.wanted = OURS
    done = callcast("say", "a", "--url", desk.url)
    assert done.code == 2
    assert "wants to know who you are" in done.complaint
    done = callcast("say", "a", "--url", desk.url, "--token", THEIRS)
    assert done.code == 2
    assert "does not accept that token" in done.complaint
    done = callcast("say", "a", "--url", desk.url, "--token", "two words")
    assert done.code == 2
    assert "no token" in done.complaint


def test_a_desk_that_has_started_anew_is_told_its_new_token(desk: Desk) -> None:
    """Once: one that takes neither is left alone."""
    told = [THEIRS, OURS, OURS]

    async def scenario() -> None:
        desk.wanted = OURS
        async with ApiClient(desk.url, lambda: told.pop(0)) as api:
            assert await api.announcements(1) == []
            desk.wanted = "another"
            with pytest.raises(NotKnown):
                await api.announcements(1)

    asyncio.run(scenario())
    assert desk.tokens == [f"Bearer {THEIRS}", f"Bearer {OURS}", f"Bearer {OURS}"]


def test_a_password_is_read_from_standard_input(callcast: Callcast, desk: Desk) -> None:
    person = {"id": "p1", "name": "Anna", "role": "admin", "disabled": False, "counters": None}
    desk.answers = {"/api/people": (201, person)}
    done = callcast("people", "add", "Anna", "--role", "admin", "--url", desk.url, stdin="密碼好長好長\n".encode())
    assert done.out == "Made: Anna (admin).\n"
    assert desk.requests == [
        ("POST", "/api/people", {"name": "Anna", "role": "admin", "password": "密碼好長好長", "counters": None})
    ]
    done = callcast("people", "add", "Anna", "--role", "admin", "--url", desk.url)
    assert done.code == 2
    assert "no password on standard input" in done.complaint


def test_people_and_tokens_are_listed(callcast: Callcast, desk: Desk) -> None:
    people = [
        {"name": "Anna", "role": "admin", "disabled": False, "counters": None},
        {"name": "陳", "role": "operator", "disabled": True, "counters": ["3", "4"]},
    ]
    tokens = [
        {"id": "t1", "name": "his", "scopes": ["announce"], "used_at": None, "expires_at": "2027-01-01T00:00:00.000Z"},
        {
            "id": "t2",
            "name": "x",
            "scopes": ["metrics", "audit"],
            "used_at": "2026-11-24T00:00:00.000Z",
            "expires_at": None,
        },
    ]
    desk.answers = {"/api/people": (200, {"items": people}), "/api/tokens": (200, {"items": tokens})}
    shown = callcast("people", "list", "--url", desk.url).out.splitlines()
    assert [line.split() for line in shown] == [
        ["Anna", "admin"],
        ["陳", "operator", "counters", "3,", "4;", "disabled"],
    ]
    shown = callcast("tokens", "list", "--url", desk.url).out.splitlines()
    assert shown[0].endswith("announce  (never used, ends 2027-01-01)")
    assert shown[1].endswith("metrics audit  (used 2026-11-24)")
