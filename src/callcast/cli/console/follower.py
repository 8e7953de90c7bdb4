"""Watches what was spoken from the console, and shows each state as it comes."""

import asyncio
from collections.abc import Callable

from callcast.cli import words
from callcast.cli.console.book import Book
from callcast.client.client import FINAL, ApiClient
from callcast.client.errors import NoInstance, Refused
from callcast.client.hall import Json

EVERY = 0.2
"""Seconds between two looks; speaking must be seen too, not only the end, which alone the API waits for."""
MOST = 50
"""Announcements watched at a time; the oldest is let go."""


class Follower:
    """`run` it beside the prompt; `follow` what was accepted."""

    def __init__(self, api: ApiClient, book: Book, show: Callable[[str], None]) -> None:
        """`show` prints a line."""
        self._api, self._book, self._show = api, book, show
        self._states: dict[str, str] = {}
        self._some = asyncio.Event()

    def follow(self, said: Json) -> None:
        """Show `said`, and its states from now on."""
        self._states.setdefault(str(said["id"]), "")
        while len(self._states) > MOST:
            del self._states[next(iter(self._states))]
        self._turn(said)
        self._some.set()

    async def run(self) -> None:
        """Look again and again, while there is something to look for. Runs until cancelled."""
        while True:
            await self._some.wait()
            for id_ in list(self._states):
                await self._look(id_)
            if not self._states:
                self._some.clear()
            await asyncio.sleep(EVERY)

    async def _look(self, id_: str) -> None:
        try:
            self._turn(await self._api.announcement(id_))
        except NoInstance:
            await asyncio.sleep(1)  # it restarts, and knows then what it had accepted
        except Refused as error:
            self._states.pop(id_, None)
            self._show(f"[{self._book.number(id_)}] {error}")

    def _turn(self, said: Json) -> None:
        id_, state = str(said["id"]), str(said["state"])
        if self._states.get(id_) == state or id_ not in self._states:
            return
        self._states[id_] = state
        why = words.reason(said)
        self._show(f"[{self._book.number(id_)}] {state}" + (f": {why}" if why else ""))
        if state in FINAL:
            del self._states[id_]
