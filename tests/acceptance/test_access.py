"""Who may do what, on a running instance: the first link, the commands on this machine and from another, a restart."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.acceptance.instance import Instance, running, until

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with running(tmp_path_factory.mktemp("access")) as started:
        until("the catalogue", lambda: started.get("/api/voices").is_success)
        yield started


def anyone(instance: Instance, method: str, path: str, **request: object) -> httpx.Response:
    """Asked by somebody who has not signed in."""
    url = f"http://127.0.0.1:{instance.web}{path}"
    return httpx.request(method, url, trust_env=False, timeout=10, **request)  # type: ignore[arg-type]


def link(instance: Instance) -> str:
    """The path of the one-time link that the last start has printed."""
    found = re.findall(r"make one, once, at http://127\.0\.0\.1:\d+(/first/\S+)", "".join(instance.log))
    return str(found[-1])


def test_the_first_start_prints_a_link_that_makes_one_admin(instance: Instance) -> None:
    path = until("the link", lambda: link(instance))
    form = {"name": "Anna", "password": PASSWORD, "again": PASSWORD}
    with httpx.Client(base_url=f"http://127.0.0.1:{instance.web}", trust_env=False) as http:
        assert http.get(path).status_code == 200
        assert http.post(path, data=form).headers["location"] == "/sign-in"
        me = http.get("/api/session").json()
        assert (me["name"], me["role"]) == ("Anna", "admin")
        assert http.post(path, data=form).status_code == 404
    listed = instance.command("people", "list")
    assert listed.stdout.split() == ["Anna", "admin"]


def test_nothing_is_open_to_who_has_not_signed_in(instance: Instance) -> None:
    """But what signing in takes; the program's own answers say so in a sentence."""
    paths = anyone(instance, "GET", "/openapi.json").json()["paths"]
    open_ones = {
        ("POST", "/api/sessions"),
        ("POST", "/api/pairings"),
        ("POST", "/api/pairings/ask"),
        ("GET", "/healthz"),
        ("GET", "/api/t/{id}"),
    }
    for path, methods in paths.items():
        for method in methods:
            status = anyone(instance, method.upper(), re.sub(r"\{\w+\}", "none", path)).status_code
            assert (status != 401) is ((method.upper(), path) in open_ones), (method, path)


def test_commands_of_this_machine_need_nobody_to_sign_in(instance: Instance) -> None:
    said = instance.command("say", "Order 37", "--wait")
    assert (said.returncode, said.stderr) == (0, "")
    added = instance.command("people", "add", "chen", "--role", "operator", "--counter", "3", typed=f"{PASSWORD}\n")
    assert added.stdout == "Made: chen (operator).\n"
    again = instance.command("people", "add", "Chen", "--role", "operator", typed=f"{PASSWORD}\n")
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert 'called "chen" already' in again.stderr
    forgot = instance.command("people", "password", "chen", typed="another good one\n")
    assert forgot.stdout == "chen has another password.\n"
    body = {"name": "chen", "password": "another good one"}
    assert anyone(instance, "POST", "/api/sessions", json=body).status_code == 201
    assert instance.command("people", "disable", "chen").stdout == "chen may not sign in.\n"
    assert anyone(instance, "POST", "/api/sessions", json=body).status_code == 401
    nobody = instance.command("people", "password", "eve", typed="x\n")
    assert (nobody.returncode, nobody.stderr.count("\n")) == (2, 1)


def test_the_token_of_this_machine_is_for_its_user_alone(instance: Instance) -> None:
    file = instance.data / "local-token"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().startswith("ccm_")
    assert file.read_text().strip() not in "".join(instance.log)


def test_commands_from_another_machine_need_a_token(instance: Instance, tmp_path: Path) -> None:
    """It is shown once, and refused once it is removed. Each refusal is one sentence that says what would be right."""
    elsewhere = Instance(tmp_path, web=instance.web, rtsp=instance.rtsp, http=instance.http)
    refused = elsewhere.command("say", "Order 37")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "--token or CALLCAST_TOKEN" in refused.stderr
    token = instance.command("tokens", "add", "his", "--scope", "announce", "--days", "2").stdout.strip()
    assert elsewhere.command("say", "Order 38", "--token", token).returncode == 0
    elsewhere.environment["CALLCAST_TOKEN"] = token
    assert elsewhere.command("say", "Order 39").returncode == 0
    not_its = elsewhere.command("reload")
    assert (not_its.returncode, "settings" in not_its.stderr) == (2, True)
    listed = instance.command("tokens", "list").stdout
    assert "his" in listed
    assert token not in listed
    assert instance.command("tokens", "remove", listed.split()[0]).returncode == 0
    gone = elsewhere.command("say", "Order 40")
    assert (gone.returncode, "does not accept that token" in gone.stderr) == (2, True)
    scope = instance.command("tokens", "add", "x", "--scope", "anything")
    assert (scope.returncode, scope.stderr.count("\n")) == (2, 1)
    odd = elsewhere.command("say", "Order 41", "--token", "no\ntoken")
    assert (odd.returncode, odd.stderr.count("\n")) == (2, 1)


def test_a_desk_that_is_killed_knows_people_and_programs_again(instance: Instance) -> None:
    """By a new token of this machine, without a new first link; the log of who did what is there."""
    token, before = instance.token, (instance.data / "local-token").read_text()
    with httpx.Client(base_url=f"http://127.0.0.1:{instance.web}", trust_env=False) as http:
        http.post("/api/sessions", json={"name": "anna", "password": PASSWORD}).raise_for_status()
        until("it is written", lambda: "POST /api/sessions" in instance.get("/api/audit").text)
        desk = instance.half("desk")
        links = "".join(instance.log).count("/first/")
        desk.kill()
        desk.wait(10)
        until("it serves", lambda: instance.get("/api/session").is_success)
        assert (instance.data / "local-token").read_text() != before
        assert http.get("/api/session").json()["name"] == "Anna"
        bearer = {"Authorization": f"Bearer {token}"}
        assert anyone(instance, "GET", "/api/session", headers=bearer).json()["kind"] == "token"
        assert "POST /api/sessions" in instance.get("/api/audit").text
        assert "".join(instance.log).count("/first/") == links


def test_what_is_left_behind_signs_nobody_in(tmp_path: Path) -> None:
    with running(tmp_path) as instance:
        assert (instance.data / "local-token").exists()
    assert not (instance.data / "local-token").exists()
