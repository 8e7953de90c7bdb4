"""Setting up, and orders, over HTTP."""

import json
from pathlib import Path

from tests.unit.desk.web.clinic import LINE, asked, done, issued, set_up
from tests.unit.desk.web.site import Site, check_problem, run


def test_what_is_read_can_be_put_back(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await set_up(site)
        for path in ("/api/lines/registration", "/api/items/tonkotsu", "/api/site"):
            answer = await asked(site, "GET", path)
            read = answer.json()
            assert answer.headers["etag"] == f'"{read["version"]}"'
            put = await asked(site, "PUT", path, read)
            assert (put.status_code, put.json()) == (200, {**read, "version": read["version"] + 1})
            check_problem(await asked(site, "PUT", path, read), 409)
            current = put.headers["etag"]
            assert (await asked(site, "PUT", path, read, If_Match=current)).status_code == 200
        counter = await done(site, "GET", "/api/counters/c3")
        fields = {name: counter[name] for name in ("name", "place", "shares", "version", "open", "operator", "id")}
        put = await asked(site, "PUT", "/api/counters/c3", {**fields, "open": False, "place": "5"})
        assert (put.json()["open"], put.json()["place"]) == (True, "5")
        check_problem(await asked(site, "PUT", "/api/counters/c4", fields), 422, "c3")
        new = await asked(site, "PUT", "/api/lines/x-ray", LINE)
        assert (new.status_code, new.json()["version"]) == (201, 0)
        check_problem(await asked(site, "PUT", "/api/lines/X", LINE), 422)
        check_problem(await asked(site, "PUT", "/api/lines/y", {**LINE, "channels": ["none"]}), 422, "none")
        check_problem(await asked(site, "PUT", "/api/lines/y", {**LINE, "reset": "25:00"}), 422, "reset")

    run(scenario, tmp_path)


def test_what_is_removed_is_gone_unless_somebody_needs_it(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await set_up(site)
        check_problem(await asked(site, "DELETE", "/api/lines/registration"), 409)
        check_problem(await asked(site, "DELETE", "/api/counters/c9"), 404)
        check_problem(await asked(site, "DELETE", "/api/counters/c4", If_Match='"77"'), 409)
        assert (await asked(site, "DELETE", "/api/counters/c4")).status_code == 204
        assert (await asked(site, "DELETE", "/api/items/tonkotsu")).status_code == 204
        assert (await asked(site, "DELETE", "/api/lines/ramen")).status_code == 204
        check_problem(await asked(site, "GET", "/api/items/tonkotsu"), 404)
        assert [one["id"] for one in (await done(site, "GET", "/api/lines"))["items"]] == ["registration", "pharmacy"]

    run(scenario, tmp_path)


def test_a_site_is_a_file(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await set_up(site)
        answer = await asked(site, "GET", "/api/site/file")
        assert "attachment" in answer.headers["content-disposition"]
        file = json.loads(answer.text)
        assert [one["id"] for one in file["counters"]] == ["c3", "c4"]
        file["site"]["name"] = "仁愛診所"
        file["counters"].pop()
        assert (await done(site, "PUT", "/api/site/file", file))["name"] == "仁愛診所"
        assert [one["id"] for one in (await done(site, "GET", "/api/counters"))["items"]] == ["c3"]
        await issued(site)
        file["lines"] = [one for one in file["lines"] if one["id"] != "registration"]
        check_problem(await asked(site, "PUT", "/api/site/file", file), 422, "registration")
        check_problem(await asked(site, "PUT", "/api/site/file", {"callcast_site": 1, "liens": []}), 422)
        assert (await done(site, "POST", "/api/site/clock"))["now"].endswith("Z")

    run(scenario, tmp_path)


def test_an_order_from_first_to_last(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        await set_up(site)
        menu = await done(site, "GET", "/api/menu?line=ramen")
        assert [(one["name"], [item["id"] for item in one["items"]]) for one in menu["categories"]] == [
            ("麵", ["tonkotsu"])
        ]
        check_problem(await asked(site, "GET", "/api/menu?line=x"), 404)
        wish: dict[str, Any] = {
            "line": "ramen",
            "items": [{"item": "tonkotsu", "count": 2, "choices": [{"option": "noodles", "choice": "firm"}]}],
        }
        answer = await asked(site, "POST", "/api/orders", wish)
        order = answer.json()
        assert (answer.status_code, order["number"], order["price"]) == (201, "1", 440)
        assert order["items"] == [{**one, "note": ""} for one in wish["items"]]
        path = f"/api/orders/{order['id']}"
        assert answer.headers["location"] == path
        assert (await done(site, "POST", f"{path}/prepare"))["stage"] == "preparing"
        called = await done(site, "POST", f"{path}/ready")
        assert (called["stage"], called["announcement"]["state"]) == ("called", "queued")
        assert (await done(site, "POST", f"{path}/recall"))["because"]["key"] == "order-still-queued"
        assert (await done(site, "POST", f"{path}/undo"))["stage"] == "preparing"
        await done(site, "POST", f"{path}/ready")
        ended = await done(site, "POST", f"{path}/collect")
        assert [one["stage"] for one in ended["periods"]][-1] == "collected"
        check_problem(await asked(site, "POST", f"{path}/cancel"), 409)
        sold = await done(site, "POST", "/api/items/tonkotsu/sold-out", {"choice": "soft"})
        assert [one["sold_out"] for one in sold["options"][0]["choices"]] == [False, True]
        await done(site, "POST", "/api/items/tonkotsu/sold-out", {})
        check_problem(await asked(site, "POST", "/api/orders", wish), 409)
        listed = await done(site, "GET", "/api/orders?stage=collected&line=ramen")
        assert [one["id"] for one in listed["items"]] == [order["id"]]

    run(scenario, tmp_path)
