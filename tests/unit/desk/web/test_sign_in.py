"""Signing in over real HTTP: cookies, CSRF, tokens, devices, the pages, the log."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.desk.web.clinic import issued, set_up
from tests.unit.desk.web.people import PASSWORD, signed_in, visitor
from tests.unit.desk.web.site import Site, anything, check_problem, run

from callcast.desk.access import secret
from callcast.desk.access.errors import NoCsrf, NotAllowed
from callcast.desk.access.role import Role
from callcast.desk.access.scope import Scope
from callcast.desk.access.signing import BY_NAME, MACHINE
from callcast.desk.access.who import Who
from callcast.desk.queueing.hall.told import KINDS
from callcast.desk.web.doorkeeper import see_csrf
from callcast.desk.web.events import seen_by
from callcast.desk.web.sign_in import _next

PROXY = {
    "Host": "callcast.example",
    "Origin": "https://callcast.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.7",
}


async def person(site: Site, name: str = "anna", role: Role = Role.ADMIN) -> str:
    return (await site.access.people.create(MACHINE, name, PASSWORD, role)).id


async def acts(site: Site, limit: int = 20) -> list[tuple[str, str, str, int]]:
    """The log, the newest first."""
    items = (await site.http.get("/api/audit", params={"limit": limit})).json()["items"]
    return [(one["who"], one["did"], one["on"], one["status"]) for one in items]


def test_a_browser_signs_in_and_out(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        id_ = await person(site, role=Role.OPERATOR)
        async with visitor(site) as http:
            check_problem(await http.get("/api/session"), 401, "sign in at /sign-in")
            check_problem(
                await http.post("/api/sessions", json={"name": "anna", "password": "wrong one"}), 401, "wrong"
            )
            answer = await http.post("/api/sessions", json={"name": "Anna", "password": PASSWORD})
            assert answer.status_code == 201
            told = answer.headers["set-cookie"]
            assert re.fullmatch(r"callcast=ccs_\S{43}; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax", told), told
            me = (await http.get("/api/session")).json()
            assert (me["kind"], me["id"], me["name"], me["role"]) == ("person", id_, "anna", "operator")
            assert set(me["scopes"]) == {scope.value for scope in Role.OPERATOR.scopes}
            assert answer.json() == me
            http.headers["X-CSRF-Token"] = me["csrf"]
            assert (await http.get("/api/announcements")).status_code == 200
            check_problem(await http.get("/api/people"), 403, 'it takes "people"')
            (one,) = (await http.get("/api/sessions")).json()["items"]
            assert (one["current"], one["address"]) == (True, "127.0.0.1")
            kept = dict(http.cookies)
            gone = await http.delete("/api/sessions/current")
            assert gone.status_code == 204
            assert "Max-Age=0" in gone.headers["set-cookie"]
            http.cookies.update(kept)
            check_problem(await http.get("/api/session"), 401, "not known here, or over")

    run(scenario, tmp_path)


def test_behind_a_proxy_with_https_the_cookie_is_safer(tmp_path: Path) -> None:
    """No other host of the domain can set it, and it is never sent without https; the log has the far address."""

    async def scenario(site: Site) -> None:
        await person(site)
        async with visitor(site) as http:
            body = {"name": "anna", "password": PASSWORD}
            answer = await http.post("/api/sessions", json=body, headers=PROXY)
            told = answer.headers["set-cookie"]
            assert re.fullmatch(r"__Host-callcast=ccs_\S{43}; HttpOnly; .*Path=/; SameSite=lax; Secure", told), told
            cookie = {"Cookie": told.partition(";")[0]}
            assert (await http.get("/api/session", headers={**PROXY, **cookie})).status_code == 200
            assert (await http.get("/api/session", headers=cookie)).status_code == 401
        (newest,) = (await site.http.get("/api/audit?limit=1")).json()["items"]
        assert newest["address"] == "203.0.113.7"

    run(scenario, tmp_path)


def test_what_changes_something_needs_the_csrf_token(tmp_path: Path) -> None:
    """Of that session; a program, which sends no cookie by itself, needs none."""

    async def scenario(site: Site) -> None:
        await person(site)
        async with signed_in(site, "anna") as http, signed_in(site, "anna") as other:
            right, theirs = http.headers.pop("X-CSRF-Token"), other.headers["X-CSRF-Token"]
            assert right != theirs
            for wrong in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": theirs}, {"X-CSRF-Token": right[:-1]}):
                for method, path in (("POST", "/api/announcements"), ("DELETE", "/api/sessions/current")):
                    check_problem(await http.request(method, path, headers=wrong), 403, "X-CSRF-Token")
            form = {"csrf": theirs}
            check_problem(await http.post("/sign-out", data=form), 403, "X-CSRF-Token")
            assert (await http.get("/api/session")).status_code == 200
            answer = await http.post("/api/announcements", json={"text": "a"}, headers={"X-CSRF-Token": right})
            assert answer.status_code == 202
            assert (await http.post("/sign-out", data={"csrf": right})).status_code == 303
            assert (await http.get("/api/session")).status_code == 401
        assert (await site.http.post("/api/announcements", json={"text": "a"})).status_code == 202

    run(scenario, tmp_path)


@given(st.text(max_size=50), st.sampled_from(["session", "device"]))
def test_no_other_csrf_token_will_do(text: str, kind: secret.Kind) -> None:
    made = secret.fresh(kind)
    see_csrf(secret.csrf_of(made), made)
    with pytest.raises(NoCsrf):
        see_csrf(text, made)


def test_a_token_is_good_for_its_scopes_and_in_no_other_place(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        made = await site.http.post("/api/tokens", json={"name": "his", "scopes": ["announce"], "days": 1})
        assert made.status_code == 201
        token = made.json()["token"]
        listed = (await site.http.get("/api/tokens")).json()["items"]
        assert listed == [{**made.json(), "token": None}]
        async with visitor(site) as http:
            http.headers["Authorization"] = f"bearer {token}"
            assert (await http.post("/api/announcements", json={"text": "a"})).status_code == 202
            check_problem(await http.get("/metrics"), 403, '"metrics"')
            me = (await http.get("/api/session")).json()
            assert (me["kind"], me["csrf"], me["scopes"]) == ("token", None, ["announce"])
            del http.headers["Authorization"]
            for place in ({"Cookie": f"callcast={token}"}, {"X-Token": token}, {"Authorization": f"Basic {token}"}):
                assert (await http.get("/api/session", headers=place)).status_code == 401
            assert (await http.get(f"/api/session?token={token}")).status_code == 401
            assert (await site.http.delete(f"/api/tokens/{listed[0]['id']}")).status_code == 204
            refused = await http.get("/api/session", headers={"Authorization": f"Bearer {token}"})
            check_problem(refused, 401, "not known here")
            assert refused.headers["www-authenticate"] == "Bearer"
        check_problem(await site.http.delete("/api/tokens/none"), 404, "GET /api/tokens")
        check_problem(await site.http.post("/api/tokens", json={"name": "x", "scopes": ["all"]}), 422, "scopes")

    run(scenario, tmp_path)


def test_a_session_in_the_wrong_place_is_none(tmp_path: Path) -> None:
    """A header that was sent counts, and not the cookie beside it; a session's secret is no token."""

    async def scenario(site: Site) -> None:
        await person(site)
        async with signed_in(site, "anna") as http:
            session = http.cookies["callcast"]
            for header in (f"Bearer {session}", "Bearer nonsense", "Basic YTpi", "", "Bearer"):
                assert (await http.get("/api/session", headers={"Authorization": header})).status_code == 401

    run(scenario, tmp_path)


def test_a_screen_is_paired_over_http(tmp_path: Path) -> None:
    """A program gets its token; a browser a cookie, with which it needs the CSRF token as a person does."""

    async def scenario(site: Site) -> None:
        for in_a_browser in (False, True):
            async with visitor(site) as screen:
                begun = (await screen.post("/api/pairings")).json()
                assert re.fullmatch(r"[2-9A-Z]{3}-[2-9A-Z]{3}", begun["code"])
                ask = {"secret": begun["secret"], "cookie": in_a_browser}
                assert (await screen.post("/api/pairings/ask", json=ask)).json() == {"paired": False, "token": None}
                body = {"code": begun["code"], "role": "kiosk", "name": "門口", "target": "hall"}
                device = await site.http.post("/api/devices", json=body)
                assert device.status_code == 201
                got = await screen.post("/api/pairings/ask", json=ask)
                assert got.json()["paired"]
                check_problem(await screen.post("/api/pairings/ask", json=ask), 404, "pairing")
                if in_a_browser:
                    assert got.json()["token"] is None
                    assert "Max-Age=34560000" in got.headers["set-cookie"]
                else:
                    screen.headers["Authorization"] = f"Bearer {got.json()['token']}"
                me = (await screen.get("/api/session")).json()
                assert (me["kind"], me["role"], me["target"]) == ("device", "kiosk", "hall")
                assert (me["csrf"] is None) is not in_a_browser
                status = (await screen.post("/api/preview", json={"text": "a"})).status_code
                assert status == (403 if in_a_browser else 200)
                ours = {"X-CSRF-Token": me["csrf"] or ""}
                assert (await screen.post("/api/preview", json={"text": "a"}, headers=ours)).status_code == 200
                assert (await site.http.delete(f"/api/devices/{device.json()['id']}")).status_code == 204
                assert (await screen.get("/api/session")).status_code == 401
        check_problem(await site.http.post("/api/devices", json={**body, "code": "nope"}), 404, '"nope"')
        check_problem(await site.http.post("/api/devices", json={**body, "role": "admin"}), 422, "sign in")

    run(scenario, tmp_path)


def test_the_log_tells_who_did_what(tmp_path: Path) -> None:
    """With ids, and what was refused; never a body, a secret, or what only asks."""

    async def scenario(site: Site) -> None:
        id_ = await person(site)
        async with signed_in(site, "anna") as http, visitor(site) as stranger:
            await http.post("/api/announcements", json={"text": "王小明, please"})
            await http.get("/api/announcements")
            await http.post("/api/preview", json={"text": "a"})
            await http.delete("/api/announcements/none")
            await stranger.post("/api/announcements", json={"text": "a"})
            await stranger.post("/api/sessions", json={"name": "ANNA", "password": "not the right one"})
            await stranger.post("/api/sessions", json={"name": PASSWORD, "password": "a"})
            await stranger.post(f"/first/{secret.fresh('first')}", data={"password": PASSWORD})
            await http.patch(f"/api/people/{id_}", json={"role": "operator", "version": 1})
            await http.delete("/api/sessions/current")
        found = await acts(site)
        assert found == [
            ("person:anna", "DELETE /api/sessions/{id}", "id=current", 204),
            ("person:anna", "PATCH /api/people/{id}", f"id={id_}", 409),
            ("nobody", "POST /first/{secret}", "", 404),
            ("nobody", "POST /api/sessions", "", 401),
            ("nobody", "POST /api/sessions", f"id={id_}", 401),
            ("person:anna", "DELETE /api/announcements/{id}", "id=none", 404),
            ("person:anna", "POST /api/announcements", "", 202),
            ("person:anna", "POST /api/sessions", f"id={id_}", 201),
        ]
        first = (await site.http.get("/api/audit?limit=3")).json()
        rest = (await site.http.get(f"/api/audit?limit=200&before={first['next']}")).json()
        assert len(first["items"]) + len(rest["items"]) == len(found)
        assert rest["next"] is None
        for wrong in ("limit=0", "limit=201", "before=0", "before=x"):
            check_problem(await site.http.get(f"/api/audit?{wrong}"), 422)
        everything = (await site.http.get("/api/audit")).text
        assert "王小明" not in everything
        assert "please" not in everything
        assert PASSWORD not in everything

    run(scenario, tmp_path)


def test_the_first_admin_is_made_on_a_page(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        made = site.access.first.make()
        async with visitor(site) as http:
            chinese = {"Accept-Language": "zh-TW,zh;q=0.9,en;q=0.8"}
            page = await http.get(f"/first/{made}", headers=chinese)
            assert page.status_code == 200
            assert 'lang="zh-TW"' in page.text
            assert "建立第一位管理員" in page.text
            assert "Create the first admin" in (await http.get(f"/first/{made}")).text
            form = {"name": "<b>Anna</b>", "password": PASSWORD, "again": PASSWORD}
            for wrong, text in (
                ({"again": "another one"}, "The two passwords differ."),
                ({"password": "short", "again": "short"}, "too short"),
                ({"name": " "}, "A name has"),
            ):
                refused = await http.post(f"/first/{made}", data={**form, **wrong})
                assert refused.status_code == 422
                assert text in refused.text
            assert "&lt;b&gt;Anna&lt;/b&gt;" in (await http.post(f"/first/{made}", data={**form, "again": ""})).text
            entered = await http.post(f"/first/{made}", data=form)
            assert (entered.status_code, entered.headers["location"]) == (303, "/sign-in")
            assert "Hello, &lt;b&gt;Anna&lt;/b&gt;" in (await http.get("/sign-in")).text
            for method in ("GET", "POST"):
                over = await http.request(method, f"/first/{made}", data=form)
                assert over.status_code == 404
                assert "not valid any more" in over.text

    run(scenario, tmp_path)


def test_the_page_to_sign_in_leads_to_where_one_wanted_to_be(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await person(site)
        async with visitor(site) as http:
            led = await http.get("/record", headers={"Accept": "text/html,*/*"})
            assert (led.status_code, led.headers["location"]) == (303, "/sign-in?next=/record")
            check_problem(await http.get("/api/people", headers={"Accept": "text/html"}), 401)
            page = (await http.get("/sign-in?next=/record")).text
            assert 'name="next" value="/record"' in page
            assert (await http.get("/sign-in/page.css")).headers["content-type"].startswith("text/css")
            form = {"name": "anna", "password": "wrong one", "next": "/record"}
            wrong = await http.post("/sign-in", data=form)
            assert wrong.status_code == 401
            assert "wrong; try again" in wrong.text
            assert "wrong one" not in wrong.text
            right = await http.post("/sign-in", data={**form, "password": PASSWORD})
            assert (right.status_code, right.headers["location"]) == (303, "/record")
            assert (await http.get("/record")).status_code == 200
        async with visitor(site) as http:
            for _ in range(BY_NAME):
                await http.post("/sign-in", data=form)
            late = await http.post("/sign-in", data=form, headers={"Accept-Language": "zh"})
            assert late.status_code == 429
            assert int(late.headers["retry-after"]) > 200
            assert "試太多次了" in late.text
            body = {"name": "anna", "password": PASSWORD}
            check_problem(await http.post("/api/sessions", json=body), 429, "too many attempts")

    run(scenario, tmp_path)


@given(st.text(max_size=40) | st.sampled_from(["//evil.example", "/\\evil.example", "https://evil.example", "/\t/x"]))
def test_no_form_leads_elsewhere(path: str) -> None:
    to = _next(path)
    assert to.startswith("/")
    assert httpx.URL("http://ours.example").join(to).host == "ours.example"
    assert to[1:2] not in ("/", "\\")


def test_forms_of_foreign_pages_are_refused(tmp_path: Path) -> None:
    """And bodies of another type."""

    async def scenario(site: Site) -> None:
        await person(site)
        async with visitor(site) as http:
            form = {"name": "anna", "password": PASSWORD}
            for origin in ("https://evil.example", "null"):
                check_problem(await http.post("/sign-in", data=form, headers={"Origin": origin}), 403, "may not use")
            check_problem(await http.post("/sign-in", json=form), 415, "form")
            check_problem(await http.post("/api/sessions", data=form), 415, "JSON")

    run(scenario, tmp_path)


def test_people_over_http(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        body = {"name": "chen", "password": PASSWORD, "role": "operator", "counters": ["3"]}
        made = (await site.http.post("/api/people", json=body)).json()
        assert (await site.http.get(f"/api/people/{made['id']}")).json() == made
        assert (made["counters"], made["version"], made["disabled"]) == (["3"], 1, False)
        check_problem(await site.http.post("/api/people", json=body), 409, "already")
        check_problem(await site.http.get("/api/people/none"), 404, "GET /api/people")
        url = f"/api/people/{made['id']}"
        changed = (await site.http.patch(url, json={"counters": None, "version": 1})).json()
        assert changed == {**made, "counters": None, "version": 2}
        check_problem(await site.http.patch(url, json={"role": "admin", "version": 1}), 409, "changed meanwhile")
        async with signed_in(site, "chen") as http:
            new = {"old": PASSWORD, "new": "another good one"}
            check_problem(await http.put("/api/session/password", json={**new, "old": "x"}), 401, "wrong")
            assert (await http.put("/api/session/password", json=new)).status_code == 204
            assert (await site.http.put(f"{url}/password", json={"password": PASSWORD})).status_code == 204
            assert (await http.get("/api/session")).status_code == 401
        listed = (await site.http.get("/api/people")).json()["items"]
        assert [one["name"] for one in listed] == ["chen"]
        assert "argon2" not in str(listed)

    run(scenario, tmp_path)


def test_health_says_little_to_strangers(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        async with visitor(site) as http:
            answer = await http.get("/healthz")
            assert (answer.status_code, answer.json()) == (503, {"status": "degraded"})
            answer = await http.get("/healthz", headers={"Authorization": "Bearer nonsense"})
            assert (answer.status_code, answer.json()) == (503, {"status": "degraded"})

    run(scenario, tmp_path)


PATHS = (
    *(("POST", f"/api/{name}") for name in ("sessions", "people", "tokens", "pairings/ask", "devices")),
    *(("PUT", "/api/people/none/password"), ("PUT", "/api/session/password"), ("PATCH", "/api/people/none")),
)
printable = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60)


@settings(max_examples=5)
@given(st.lists(st.tuples(st.sampled_from(PATHS), anything, printable), min_size=10, max_size=40))
def test_whatever_comes_is_no_fault_of_ours(sent: list[tuple[tuple[str, str], Any, str]]) -> None:
    """Any JSON to any route of signing in, any header: a problem with a sentence, and no 5xx."""

    async def scenario(site: Site) -> None:
        for (method, path), body, header in sent:
            content, kind = json.dumps(body), {"Content-Type": "application/json"}
            answer = await site.http.request(method, path, content=content, headers=kind)
            assert 400 <= answer.status_code < 500, (path, body, answer.text)
            assert answer.json()["detail"].endswith(".")
            foreign = {"Authorization": header, "Cookie": f"callcast={header}"}
            assert (await site.http.get("/api/session", headers=foreign)).status_code == 401

    with tempfile.TemporaryDirectory() as data:
        run(scenario, Path(data))


def test_who_is_told_as_a_string() -> None:
    assert str(Who("person", "1", "王小明", frozenset())) == "person:王小明"


def test_an_operator_uses_their_own_counters(tmp_path: Path) -> None:
    """And is named in the log of what was done to a ticket."""

    async def scenario(site: Site) -> None:
        await set_up(site)
        await issued(site)
        id_ = await person(site, role=Role.OPERATOR)
        async with signed_in(site, "anna") as http:
            change = {"counters": ["somewhere-else"]}
            assert (await site.http.patch(f"/api/people/{id_}", json=change)).status_code == 200
            check_problem(await http.post("/api/counters/c3/next"), 403, 'the counter "c3"')
            for lang, words in (("zh-TW", "anna 不能使用「c3」這個櫃檯"), ("ja", "窓口「c3」を使えません")):
                refused = await http.post("/api/counters/c3/next", headers={"Accept-Language": lang})
                check_problem(refused, 403, words)
                assert (refused.headers["content-language"], refused.json()["key"]) == (lang, "not-their-counter")
            assert (await site.http.patch(f"/api/people/{id_}", json={"counters": ["c3"]})).status_code == 200
            called = await http.post("/api/counters/c3/next")
            assert called.status_code == 200, called.text
            ticket = (await http.get(f"/api/tickets/{called.json()['ticket']['id']}")).json()
            assert ticket["periods"][-1]["who"] == "person:anna"

    run(scenario, tmp_path)


def test_events_are_told_as_far_as_they_may_be_seen() -> None:
    every = Who("token", "1", "all", frozenset(Scope))
    kitchen = Who("device", "2", "kitchen", Role.KITCHEN.scopes)
    board = Who("device", "3", "board", Role.BOARD.scopes)
    assert seen_by(every, ()) == KINDS
    assert set(KINDS) - set(seen_by(kitchen, ())) == {"ticket", "announcement"}
    assert set(KINDS) - set(seen_by(board, ())) == {"ticket", "order", "announcement"}
    assert seen_by(board, ("ticket", "line")) == ("line",)
    with pytest.raises(NotAllowed):
        seen_by(board, ("ticket",))


def test_who_has_signed_out_hears_no_more(tmp_path: Path) -> None:
    """The stream of events ends with what would have been told next."""

    async def scenario(site: Site) -> None:
        await set_up(site)
        await person(site)
        async with signed_in(site, "anna") as http, http.stream("GET", "/api/events?kinds=ticket") as events:
            lines = events.aiter_lines()
            assert (await lines.__anext__()).startswith("retry:")
            await issued(site)
            while not (await lines.__anext__()).startswith("data:"):
                pass
            assert (await http.delete("/api/sessions/current")).status_code == 204
            await issued(site)
            assert [line async for line in lines if line] == []

    run(scenario, tmp_path)


def test_who_may_not_is_told_in_their_language(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await person(site, role=Role.KITCHEN)
        wrong = {"Authorization": "Bearer cct_none"}
        async with visitor(site) as stranger, signed_in(site, "anna") as http:
            csrf = {"X-CSRF-Token": "none"}
            sent = {"name": "anna", "password": "wrong one"}
            for lang, words in (
                ("en", ("Nobody is signed in", "or over", "wrong", 'takes "tickets:read"', "X-CSRF-Token")),
                ("zh-TW", ("還沒登入", "已過期", "密碼不對", "沒有權限", "缺少標頭")),
                ("zh-CN", ("还没登录", "已过期", "密码不对", "没有权限", "缺少标头")),
                (
                    "ja",
                    ("サインインしていません", "期限切れ", "パスワードが違います", "許可されていません", "ヘッダー"),
                ),
            ):
                said = {"Accept-Language": lang}
                answers = (
                    (await stranger.get("/api/lines", headers=said), 401, "not-signed-in"),
                    (await stranger.get("/api/lines", headers={**said, **wrong}), 401, "session-over"),
                    (await stranger.post("/api/sessions", json=sent, headers=said), 401, "wrong-password"),
                    (await http.get("/api/tickets", headers=said), 403, "not-allowed"),
                    (await http.post("/api/orders/x/ready", headers={**said, **csrf}), 403, "no-csrf"),
                )
                for (answer, status, key), word in zip(answers, words, strict=True):
                    check_problem(answer, status, word)
                    assert (answer.json()["key"], answer.headers["content-language"]) == (key, lang)

    run(scenario, tmp_path)
