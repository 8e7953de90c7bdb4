"""The running instance, as programs see it: its HTTP API."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Any
from urllib.parse import quote

import httpx

from callcast.client.bearer import Bearer
from callcast.client.errors import BadAddress, NoAnnouncement, NoInstance, NotKnown, Refused
from callcast.client.events import Event, events
from callcast.client.hall import HallCalls, Json

TIMEOUT = 10.0
"""Seconds for an answer that need not be waited for."""
LONGEST_WAIT = 60
"""Seconds that the API waits for a final state at most."""
ATTEMPTS = 3
"""Times that an announcement is sent when the connection breaks under it; its key makes it one announcement."""
PAUSE = 0.5
"""Seconds between them."""
PATIENT_ATTEMPTS = 10
"""Times where the instance was there before, so that it is most likely being restarted."""
FINAL = ("spoken", "failed", "expired", "cancelled")


class ApiClient(HallCalls):
    """Talks to the instance at `url`; use it with `async with`. Every method raises `NoInstance` or `Refused`.

    Results are what the API answers with (docs/api.md, /openapi.json), as dictionaries.
    """

    def __init__(self, url: str, token: Callable[[], str | None] | None = None, language: str | None = None) -> None:
        """`url` without a path, like `http://127.0.0.1:8080`. No proxy is asked: the instance is on our own network.

        `token` tells what to sign in with; it is asked again when that is refused, for a desk that started anew has
        left a new one. `language` is that of sentences for people, as in Accept-Language: English when left out.
        `BadAddress`.
        """
        self.url = url.rstrip("/")
        self._met = False
        self._bearer = Bearer(token or (lambda: None))
        try:
            headers = {} if language is None else {"Accept-Language": language}
            self._http = httpx.AsyncClient(
                base_url=self.url, timeout=TIMEOUT, trust_env=False, headers=headers, auth=self._bearer
            )
        except (httpx.InvalidURL, ValueError):
            raise BadAddress(url) from None

    async def __aenter__(self) -> "ApiClient":
        """Nothing is sent yet."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def announce(self, body: Json) -> Json:
        """Have an announcement accepted, once, even if the connection breaks; returns it."""
        return await self.once("/api/announcements", body)

    def events(self, kinds: Sequence[str] = (), after: int | None = None) -> AsyncIterator[Event]:
        """What happens, from now on or after the event with that number, for ever; when the connection breaks, anew.

        An event of the kind `reset` says that some could not be told: read what you need anew.
        """
        return events(self._http, self.url, tuple(kinds), after)

    async def once(self, path: str, body: Json | None = None) -> Json:
        """Post it with a key of its own, again when the connection breaks, so that it is done once."""
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        options = {} if body is None else {"json": body}
        attempts = PATIENT_ATTEMPTS if self._met else ATTEMPTS
        for attempt in range(1, attempts + 1):
            try:
                return await self._json("POST", path, (200, 201, 202), headers=headers, **options)
            except NoInstance as error:  # noqa: PERF203 - what takes its time here is the network
                never_there = not self._met and attempt == 1 and isinstance(error.__cause__, httpx.ConnectError)
                if attempt == attempts or never_there:
                    raise
                await asyncio.sleep(PAUSE)
        raise AssertionError("unreachable")

    async def announcement(self, id_: str, wait: int | None = None) -> Json:
        """The announcement `id_`, after at most `wait` seconds as soon as it is final."""
        params = {} if wait is None else {"wait": min(wait, LONGEST_WAIT)}
        timeout = TIMEOUT + (wait or 0)
        return await self._of_one("GET", id_, params=params, timeout=timeout)

    async def announcements(self, limit: int) -> list[Json]:
        """The newest `limit` announcements, the newest first."""
        return _items(await self._json("GET", "/api/announcements", params={"limit": limit}))

    async def cancel(self, id_: str) -> Json:
        """Ask that `id_` be not spoken."""
        return await self._of_one("DELETE", id_)

    async def repeat(self, id_: str) -> Json:
        """Have `id_` spoken again; returns the new announcement."""
        return await self._of_one("POST", id_, "/repeat")

    async def channels(self) -> list[Json]:
        """The channels and their state."""
        return _items(await self._json("GET", "/api/channels"))

    async def voices(self) -> Json:
        """`languages` and `voices`, and the `chains` of the channels' languages and of those with templates."""
        return await self._json("GET", "/api/voices")

    async def refresh_voices(self) -> Json:
        """Have it look again which voices there are; returns `player`, "up" if it was told."""
        return await self._json("POST", "/api/voices/refresh")

    async def packs(self) -> list[Json]:
        """Voices that are recorded there: name, language, how many of their lines are taken."""
        return _items(await self._json("GET", "/api/packs"))

    async def create_pack(self, wish: Json) -> Json:
        """Begin to record a voice; returns it, with its prompts."""
        return await self._json("POST", "/api/packs", accepted=(201,), json=wish)

    async def pack(self, name: str) -> Json:
        """A voice that is recorded there, with its prompts."""
        return await self._json("GET", f"/api/packs/{quote(name, safe='')}")

    async def take(self, name: str, prompt: str, sound: bytes) -> Json:
        """Have a recording of that prompt trimmed, levelled and kept; returns its `seconds`."""
        path = f"/api/packs/{quote(name, safe='')}/takes/{quote(prompt, safe='')}"
        return await self._json("PUT", path, content=sound, headers={"Content-Type": "audio/wav"}, timeout=60)

    async def taken(self, name: str, prompt: str) -> bytes:
        """A take, as a WAV file."""
        return (await self._sent("GET", f"/api/packs/{quote(name, safe='')}/takes/{quote(prompt, safe='')}")).content

    async def use_pack(self, name: str) -> Json:
        """Speak with that voice from now on; returns `voice` and how many lines are `missing`."""
        return await self._json("POST", f"/api/packs/{quote(name, safe='')}/use")

    async def people(self) -> list[Json]:
        """Who may sign in."""
        return _items(await self._json("GET", "/api/people"))

    async def add_person(self, wish: Json) -> Json:
        """Somebody new; returns them."""
        return await self._json("POST", "/api/people", accepted=(201,), json=wish)

    async def change_person(self, id_: str, change: Json) -> Json:
        """Have something different about a person; returns them."""
        return await self._json("PATCH", f"/api/people/{quote(id_, safe='')}", json=change)

    async def set_password(self, id_: str, password: str) -> None:
        """Give a person another password."""
        await self._json("PUT", f"/api/people/{quote(id_, safe='')}/password", json={"password": password})

    async def tokens(self) -> list[Json]:
        """Those of programs."""
        return _items(await self._json("GET", "/api/tokens"))

    async def add_token(self, wish: Json) -> Json:
        """A new one; returns it, with its `token`."""
        return await self._json("POST", "/api/tokens", accepted=(201,), json=wish)

    async def remove_token(self, id_: str) -> None:
        """Have it refused from now on."""
        await self._json("DELETE", f"/api/tokens/{quote(id_, safe='')}")

    async def reload(self) -> Json:
        """Have the settings read again; returns `changed` and `needs_restart`."""
        return await self._json("POST", "/api/reload")

    async def site_file(self) -> Json:
        """All that is set up, as a site file."""
        return await self._json("GET", "/api/site/file")

    async def put_site_file(self, document: Json) -> Json:
        """Have everything set up as the site file says."""
        return await self._json("PUT", "/api/site/file", json=document)

    async def health(self) -> Json:
        """`status` and `player`, whether well or not."""
        return await self._json("GET", "/healthz", accepted=(200, 503))

    async def _of_one(self, method: str, id_: str, what: str = "", **options: Any) -> Json:
        """Of the announcement `id_`. That there is none the instance says to programs, we to people."""
        try:
            return await self._json(method, f"/api/announcements/{quote(id_, safe='')}{what}", **options)
        except Refused as error:
            if error.status == HTTPStatus.NOT_FOUND:
                raise NoAnnouncement(id_) from error
            raise

    async def ask(self, path: str, **params: str | int) -> Json:
        """What is at `path`."""
        return await self._json("GET", path, params=params)

    async def _json(self, method: str, path: str, accepted: tuple[int, ...] = (200, 202), **options: Any) -> Json:
        answer = await self._sent(method, path, **options)
        self._met = True
        if answer.status_code == HTTPStatus.NO_CONTENT:
            return {}
        try:
            body = answer.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise NoInstance(self.url, f"HTTP status {answer.status_code} without JSON")
        if answer.status_code in accepted:
            return body
        detail = body.get("detail")
        if not isinstance(detail, str):
            raise NoInstance(self.url, f"HTTP status {answer.status_code} without a reason")
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            raise NotKnown(self.url, given=self._bearer.token is not None)
        raise Refused(answer.status_code, detail, body.get("key"))

    async def _sent(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            return await self._http.request(method, path, **options)
        except httpx.ReadTimeout as error:
            raise NoInstance(self.url, "it gives no answer") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoInstance(self.url) from error


def _items(body: Json) -> list[Json]:
    items = body.get("items")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
