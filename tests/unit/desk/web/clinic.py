"""A clinic, set up over the API: a line, two counters, and a stall."""

from typing import Any

import httpx
from tests.unit.desk.web.site import Site

Json = dict[str, Any]

LINE: Json = {"name": "掛號", "names": {"en": "Registration"}, "prefix": "A"}
COUNTER: Json = {"name": "3 號櫃檯", "place": "3", "shares": [{"line": "registration"}]}
STALL: Json = {"name": "拉麵", "template": "pick-up", "digits": 1}
ITEM: Json = {
    "line": "ramen",
    "name": "豚骨拉麵",
    "category": "麵",
    "price": 220,
    "options": [
        {"id": "noodles", "name": "硬度", "choices": [{"id": "firm", "name": "硬"}, {"id": "soft", "name": "軟"}]}
    ],
}


async def done(site: Site, method: str, path: str, body: Json | None = None, **headers: str) -> Json:
    """The answer, which must be good."""
    answer = await asked(site, method, path, body, **headers)
    assert answer.is_success, answer.text
    found: Json = answer.json() if answer.content else {}
    return found


async def asked(site: Site, method: str, path: str, body: Json | None = None, **headers: str) -> httpx.Response:
    """The answer; headers are written with `_`."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await site.http.request(method, path, json=body, headers=sent)


async def set_up(site: Site) -> None:
    """All of it, open."""
    await done(site, "PUT", "/api/lines/registration", LINE)
    await done(site, "PUT", "/api/lines/pharmacy", {"name": "領藥", "prefix": "B"})
    await done(site, "PUT", "/api/lines/ramen", STALL)
    await done(site, "PUT", "/api/counters/c3", COUNTER)
    await done(site, "PUT", "/api/counters/c4", {**COUNTER, "name": "4", "place": "4"})
    await done(site, "PUT", "/api/items/tonkotsu", ITEM)
    for counter in ("c3", "c4"):
        await done(site, "POST", f"/api/counters/{counter}/open", {"operator": "Ann"})


async def issued(site: Site, **fields: object) -> Json:
    """A new ticket."""
    return await done(site, "POST", "/api/tickets", {"line": "registration", **fields})
