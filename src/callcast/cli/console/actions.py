"""What a line does."""

from collections.abc import Callable

from callcast.cli import words
from callcast.cli.console import line as lines
from callcast.cli.console.book import Book
from callcast.cli.console.follower import Follower
from callcast.client.client import ApiClient
from callcast.client.hall import Json

LISTED = 15


class Actions:
    """Does what a line asks for, at the instance behind `api`."""

    def __init__(self, api: ApiClient, book: Book, follower: Follower, show: Callable[[str], None]) -> None:
        """`show` prints a line."""
        self._api, self._book, self._follower, self._show = api, book, follower, show

    async def do(self, line: lines.Line) -> None:
        """Do it. Raises `ClientError` when the instance refuses, or is not there."""
        if isinstance(line, lines.Speak):
            self._accepted(await self._api.announce({"text": words.checked(line.text)}))
        elif isinstance(line, lines.Call):
            self._accepted(await self._api.announce(_body(line)))
        elif isinstance(line, lines.Act):
            await self._act(line)
        elif isinstance(line, lines.Show):
            await self._tell(line)
        elif isinstance(line, lines.Nothing) and line.complaint:
            self._show(line.complaint)

    def _accepted(self, said: Json) -> None:
        self._book.spoken(str(said["id"]))
        self._follower.follow(said)

    async def _act(self, line: lines.Act) -> None:
        id_ = self._book.find(line.which) or await self._newest()
        if id_ is None:
            self._show("Nothing was spoken yet; type a text.")
        elif line.action == "repeat":
            self._accepted(await self._api.repeat(id_))
        else:
            self._follower.follow(await self._api.cancel(id_))

    async def _newest(self) -> str | None:
        return next((str(said["id"]) for said in await self._api.announcements(limit=1)), None)

    async def _tell(self, line: lines.Show) -> None:
        if line.what == "help":
            self._show(lines.HELP)
        elif line.what == "list":
            said = await self._api.announcements(limit=LISTED)
            for each in reversed(said):
                why = words.reason(each)
                number = self._book.number(str(each["id"]))
                self._show(f"[{number}] {each['state']:<9}  {each['text']}" + (f"  ({why})" if why else ""))
            if not said:
                self._show("Nothing was spoken yet.")
        else:
            for channel in await self._api.channels():
                self._show(_channel(channel))


def _body(line: lines.Call) -> Json:
    body: Json = {"template": line.kind}
    call = {name: value for name, value in (("number", line.number), ("place", line.place)) if value}
    if call:
        body["call"] = call
    if line.langs:
        body["langs"] = list(line.langs)
    return body


def _channel(channel: Json) -> str:
    urls = channel.get("urls")
    url = urls.get("rtsp", "") if isinstance(urls, dict) else ""
    readers = channel.get("readers")
    listeners = "" if readers is None else f"  {readers} listening, {channel.get('queued')} waiting"
    return f"{channel['id']}  {channel.get('name', '')}  {url}{listeners}"
