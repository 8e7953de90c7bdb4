"""docs/api.md says what the API does."""

import json
import re
import shlex
import time
from pathlib import Path
from typing import Any

from tests.unit.desk.web.site import Site, run

from callcast.desk.queueing.hall.told import KINDS
from callcast.desk.queueing.hooks.signing import HEADER, signature

PAGE = (Path(__file__).parents[4] / "docs" / "api.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def requests() -> list[tuple[str, str, dict[str, str], str | None]]:
    """Method, path, headers and body of every curl of the page."""
    found = []
    for line in "".join(blocks("sh")).replace("\\\n", " ").splitlines():
        if not line.startswith("curl"):
            continue
        words = shlex.split(line)[1:]
        method, headers, body, path = "GET", dict[str, str](), None, ""
        while words:
            word = words.pop(0)
            if word == "-X":
                method = words.pop(0)
            elif word == "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            elif word == "-d":
                body = words.pop(0)
            elif word != "-N":
                path = word.removeprefix("$CALLCAST")
        found.append((method, path, headers, body))
    return found


def test_every_curl_of_the_page_works(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        asked = requests()
        assert len(asked) >= 9
        for method, path, headers, body in asked:
            if path.startswith("/api/events"):
                async with site.http.stream(method, path) as answer:
                    assert answer.headers["content-type"].startswith("text/event-stream")
                continue
            answer = await site.http.request(method, path, headers=headers, content=body)
            assert answer.is_success, (path, answer.text)

    run(scenario, tmp_path)


def test_every_address_of_the_page_is_there(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        paths = set((await site.http.get("/openapi.json")).json()["paths"])
        named = {one.partition("?")[0] for one in re.findall(r"(/api/[a-z0-9/{}-]+)", PAGE)}
        hers = {one.replace("/his", "/{id}").replace("/registration", "/{id}").replace("/c3", "/{id}") for one in named}
        unknown = {one.rstrip("/") for one in hers} - paths - {"/api/site/file"}
        assert not unknown

    run(scenario, tmp_path)


def test_every_operation_is_told_of_and_has_a_name_of_its_own(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        paths = (await site.http.get("/openapi.json")).json()["paths"]
        operations: list[dict[str, Any]] = [one for path in paths.values() for one in path.values()]
        names = [one["operationId"] for one in operations]
        assert len(names) == len(set(names))
        assert all(one.get("description") for one in operations), [
            one["operationId"] for one in operations if not one.get("description")
        ]
        assert json.dumps(paths).count("application/problem+json") > 100

    run(scenario, tmp_path)


def test_the_sample_takes_what_we_sign_and_nothing_else() -> None:
    sample = next(block for block in blocks("python") if "is_ours" in block)
    names: dict[str, Any] = {}
    exec(sample, names)  # noqa: S102 - our own page
    now = int(time.time())
    header = signature("secret", now, b"{}")
    assert names["is_ours"]("secret", header, b"{}")
    assert not names["is_ours"]("secret", header, b"{} ")
    assert not names["is_ours"]("other", header, b"{}")
    assert not names["is_ours"]("secret", signature("secret", now - 400, b"{}"), b"{}")
    assert not names["is_ours"]("secret", "nonsense", b"{}")
    assert HEADER in PAGE


def test_every_kind_of_event_is_on_the_page() -> None:
    assert all(f"`{kind}`" in PAGE for kind in KINDS)
