"""Requests in, announcements out: whatever is wrong with one is said here."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import replace

from callcast.bus.messages import Catalogue
from callcast.desk.queueing.announcement import Announcement, Delivery
from callcast.desk.queueing.channel import Channel
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.player_view import PlayerView
from callcast.desk.queueing.ports import Clock
from callcast.desk.queueing.request import Request
from callcast.desk.queueing.saying import shown
from callcast.tags import lookup
from callcast.wording.templates import Own

_UNKNOWN = Catalogue((), {}, 10_000)
"""While the player has never said what it can speak: whatever it is."""


def new_id() -> str:
    """16 letters and digits that nobody can guess and that sort as nothing."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


class Intake:
    """Makes announcements of what is asked for, if it can be said."""

    def __init__(self, view: PlayerView, channels: Callable[[], tuple[Channel, ...]], wall: Clock, own: Own) -> None:
        """`channels` tells those there are now; `wall` gives Unix seconds; `own` are the templates of the settings."""
        self._view, self._channels, self._wall, self._own = view, channels, wall, own

    def known(self) -> tuple[str, ...]:
        """The ids of the channels there are now."""
        return tuple(channel.id for channel in self._channels())

    async def take(self, request: Request) -> Announcement:
        """What it asks for, accepted now; `RequestRefused`.

        What can be spoken is waited for if it was never known, for `CATALOGUE_WITHIN` seconds: `CatalogueUnknown`.
        """
        request.check(self.known())
        catalogue = await self._view.known()
        request.check_speakable(catalogue)
        channels = request.check(self.known())
        there = {channel.id: channel for channel in self._channels()}
        text = shown(request, catalogue, [there[channel] for channel in channels], self._own)
        return self._accepted(request, channels, text)

    def called(self, calling: Calling, at: float) -> Announcement:
        """A call at a counter, at that time (Unix seconds); `RequestRefused`.

        It is not held up by what a voice or a channel lacks: languages that are not spoken, and channels that there are
        not any more, are left out.
        """
        known = self.known()
        channels = tuple(one for one in calling.channels if one in known) or None
        catalogue = self._view.catalogue or _UNKNOWN
        langs = tuple(one for one in calling.langs if lookup(one, catalogue.languages) or not catalogue.languages)
        request = Request(channels=channels, call=calling.call, template=calling.template, langs=langs)
        said_on = request.check(known)
        there = {channel.id: channel for channel in self._channels()}
        text = shown(replace(request, langs=()), catalogue, [there[channel] for channel in said_on], self._own)
        accepted = self._accepted(request, said_on, text)
        return replace(accepted, id=calling.id, accepted_at=at, source=calling.source)

    def _accepted(self, request: Request, channels: tuple[str, ...], text: str) -> Announcement:
        now = self._wall()
        return Announcement(
            new_id(),
            text,
            tuple(map(Delivery, channels)),
            now,
            lang=request.lang,
            voice=request.voice,
            priority=request.priority,
            repeat=request.repeat,
            expires_at=None if request.expires_in is None else now + request.expires_in,
            call=request.call,
            template=request.template,
            langs=request.langs,
            texts=request.texts,
        )
