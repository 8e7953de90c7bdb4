"""The API by which people record a voice."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.support.recordings import heard, wav
from tests.unit.desk.web.site import Site, run

from callcast.desk.web.recording import TAKE_LIMIT
from callcast.player.speech.bank.pack import read

WISH = {"name": "house", "language": "zh-TW", "kinds": ["counter"], "places": 3, "letters": "A"}


async def made(site: Site, **wish: Any) -> dict[str, Any]:
    answer = await site.http.post("/api/packs", json={**WISH, **wish})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(answer: httpx.Response, status: int, text: str) -> None:
    assert answer.status_code == status, answer.text
    assert text in answer.json()["detail"]


async def head_only(base: httpx.URL, path: str, length: int) -> bytes:
    """The status line for a body that is announced and never sent."""
    reader, writer = await asyncio.open_connection(base.host, base.port)
    try:
        writer.write(f"PUT {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n".encode())
        return await asyncio.wait_for(reader.readline(), 10)
    finally:
        writer.close()
        await writer.wait_closed()


def test_a_voice_is_recorded(tmp_path: Path) -> None:
    """Its prompts, a take, the same heard again, used; the pack on disk says what was taken."""

    async def scenario(site: Site) -> None:
        pack = await made(site)
        assert (pack["taken"], pack["total"]) == (0, len(pack["prompts"]))
        assert {"來賓", "零", "A"} <= {prompt["text"] for prompt in pack["prompts"]}
        please = next(prompt for prompt in pack["prompts"] if prompt["text"] == "請到")
        url = f"/api/packs/house/takes/{please['id']}"
        taken = await site.http.put(url, content=wav(heard(0.5)), headers={"Content-Type": "audio/wav"})
        assert taken.status_code == 200, taken.text
        assert 0.45 < taken.json()["seconds"] < 0.75
        assert (await site.http.get(url)).content.startswith(b"RIFF")
        listed = (await site.http.get("/api/packs")).json()["items"]
        assert listed == [{"name": "house", "language": "zh-TW", "taken": 1, "total": pack["total"]}]
        assert (await site.http.post("/api/packs/house/use")).json() == {
            "voice": "bank:house",
            "missing": pack["total"] - 1,
        }
        on_disk = read(tmp_path / "packs" / "house")
        assert list(on_disk.phrases) == ["請到"]
        assert (await site.http.delete(url)).status_code == 204
        refused(await site.http.get(url), 404, "is not recorded yet")
        refused(await site.http.post("/api/packs/house/use"), 422, "record at least one line first")

    run(scenario, tmp_path)


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        pack = await made(site)
        take = f"/api/packs/house/takes/{pack['prompts'][0]['id']}"
        post, put = site.http.post, site.http.put
        refused(await post("/api/packs", json=WISH), 422, "there is one of that name already")
        for name in ("../out", "House", "", "a" * 41, "con\0"):
            refused(await post("/api/packs", json={**WISH, "name": name}), 422, "a name has 1 to 40 of a-z")
        refused(await post("/api/packs", json={**WISH, "name": "b", "places": 0}), 422, '"places" is wrong')
        refused(await post("/api/packs", json={**WISH, "name": "b", "letters": "é"}), 422, '"letters" is wrong')
        refused(await post("/api/packs", json={**WISH, "name": "b", "kinds": []}), 422, '"kinds" is wrong')
        refused(await post("/api/packs", json={**WISH, "name": "b", "kinds": ["no"]}), 422, "no")
        refused(await put("/api/packs/nobody/takes/x", content=b"x"), 404, "none of that name")
        refused(await put("/api/packs/house/takes/x", content=b"x"), 404, 'it has no line "x"')
        refused(await put("/api/packs/house/takes/..%2Fx", content=b"x"), 404, "")
        refused(await put(take, content=b"no sound at all"), 422, "no sound that can be read")
        refused(await put(take, content=wav(heard(level=0.0001))), 422, "nothing could be heard")
        assert b" 413 " in await head_only(site.http.base_url, take, TAKE_LIMIT + 1)
        refused(await put(take, content=wav(heard()), headers={"Origin": "http://other.example"}), 403, "may not use")
        assert (await site.http.get("/api/packs/house")).json()["taken"] == 0

    run(scenario, tmp_path)


@pytest.mark.parametrize(("path", "kind"), [("/record", "text/html"), ("/record/record.js", "text/javascript")])
def test_the_page_is_there(tmp_path: Path, path: str, kind: str) -> None:
    async def scenario(site: Site) -> None:
        answer = await site.http.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert (await site.http.get("/record/record.exe")).status_code == 404

    run(scenario, tmp_path)
