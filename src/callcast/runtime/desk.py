"""The desk's half: API, rules and store, put together."""

import asyncio
import logging
import os
import random
import secrets
import socket
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from callcast.address import Address, is_loopback
from callcast.bus.inbox import Inbox
from callcast.bus.local import LocalDeskBus
from callcast.bus.messages import Message, Reload, Reloaded
from callcast.desk.access import secret
from callcast.desk.access.access import Access
from callcast.desk.queueing.channel import Channel
from callcast.desk.queueing.desk import Desk
from callcast.desk.queueing.errors import PlayerSilent
from callcast.desk.queueing.hooks.backoff import pause
from callcast.desk.queueing.hooks.hooks import Hooks, Post
from callcast.desk.queueing.hooks.store import HookStore
from callcast.desk.store.access import SqliteAccessStore
from callcast.desk.store.database import FILE
from callcast.desk.store.hall import SqliteHall
from callcast.desk.store.hooks import SqliteHookStore
from callcast.desk.store.sqlite import SqliteStore
from callcast.desk.web.app import create_app
from callcast.desk.web.poster import Poster
from callcast.desk.web.server import WebServer
from callcast.desk.web.services import ReloadResult, Services
from callcast.errors import CallcastError, SettingsError
from callcast.player.speech.bank.studio import Studio, Wanted
from callcast.runtime import local_token
from callcast.runtime.half import READY, RELOADED
from callcast.runtime.life import Life, given_settings, serve, together
from callcast.runtime.recordings import StudioRecordings
from callcast.settings import Settings, changed, load
from callcast.wording.preview import Wording
from callcast.wording.prompts import Prompt, prompts

log = logging.getLogger(__name__)

HOUR, DAY = 3_600.0, 86_400.0
RELOAD_LIMIT = 8.0
"""Seconds in which the player must have taken the channels; clients wait for ten."""


def main(config: Path | None, data: Path) -> int:
    """Be the desk until the parent lets go; the exit code."""
    settings = given_settings()
    return serve(lambda life: DeskHalf(settings, config, data).live(life))


def channels_of(settings: Settings) -> tuple[Channel, ...]:
    """The channels as the desk shows them, with the address at which each is heard."""
    listen = Address.parse(settings.rtsp.listen)
    heard = Address(socket.gethostname(), listen.port) if listen.reachable != listen else listen
    return tuple(
        Channel(one.id, one.name, one.languages, {"rtsp": f"rtsp://{heard}/{one.id}"}) for one in settings.channels
    )


def tables_of(settings: Settings) -> tuple[dict[str, Any], ...]:
    """The channels as the player is told them: with what was set, lest a thousand of them be too long."""
    return tuple(one.model_dump(mode="json", exclude_unset=True) for one in settings.channels)


def hooks_of(desk: Desk, store: HookStore, post: Post) -> Hooks:
    """The webhooks of a desk, which pause and have secrets by chance."""
    return Hooks(
        store,
        desk.hall.store,
        desk.feed,
        post,
        time.time,
        lambda attempt: pause(attempt, random.SystemRandom().random),
        lambda: secrets.token_urlsafe(32),
    )


class DeskHalf:
    """Everything of this half."""

    def __init__(self, settings: Settings, config: Path | None, data: Path) -> None:
        """Nothing runs yet."""
        self._settings, self._config, self._data = settings, config, data
        self._bus = LocalDeskBus(data)
        self._reloading = asyncio.Lock()

    async def live(self, life: Life) -> None:
        """Start, run until cancelled, stop: the API first, the store last."""
        store, poster = SqliteStore(self._data / FILE), Poster()
        try:
            desk = Desk(
                store=store,
                hall=SqliteHall(store.database),
                bus=self._bus,
                channels=lambda: channels_of(self._settings),
                wall=time.time,
                monotonic=time.monotonic,
                final_kept=self._settings.store.keep_days * DAY,
                names_kept=self._settings.store.names_hours * HOUR or None,
                first=lambda: (Reload(tables_of(self._settings)),),
                templates=self._settings.speech.templates,
            )
            await desk.start()
            hooks = hooks_of(desk, SqliteHookStore(store.database), poster)
            await hooks.load()
            machine = secret.fresh("machine")
            access = Access(
                SqliteAccessStore(store.database),
                wall=time.time,
                monotonic=time.monotonic,
                settings=self._settings.access,
                machine=machine,
            )
            await access.start()
            try:
                await self._serve(desk, hooks, access, machine, life)
            finally:
                await desk.hall.close()
                await access.stop()
        finally:
            await poster.close()
            await store.close()

    async def _serve(self, desk: Desk, hooks: Hooks, access: Access, machine: str, life: Life) -> None:
        listen = Address.parse(self._settings.web.listen)
        speech = self._settings.speech
        wording = Wording(speech.reading, speech.templates)
        recordings = self._recordings(wording, desk.refresh_voices)
        services = Services(desk, lambda: self._reload(desk, life), time.monotonic, recordings, hooks, access, wording)
        app = create_app(services, local_only=is_loopback(listen.host), hosts=self._settings.web.hosts)
        web = WebServer(app, listen, desk.release)
        if not is_loopback(listen.host):
            log.warning(
                "the API listens on %s without https: put a proxy with https before it (docs/access.md)", listen
            )
        self._tell_machine(machine)
        if first := access.first.make():
            heard = listen if listen.reachable == listen else Address(socket.gethostname(), listen.port)
            log.info("There is no admin yet; make one, once, at http://%s/first/%s", heard, first)
        life.say(READY)
        parts: dict[str, Callable[[], Awaitable[None]]] = {
            "bus": self._bus.run,
            "desk": desk.run,
            "access": access.run,
            "web": web.run,
            "hooks": hooks.run,
            "reload": lambda: self._watch(desk, life),
        }
        try:
            await together(parts)
        finally:
            local_token.remove(self._data)

    def _tell_machine(self, token: str) -> None:
        """Programs of this machine can sign in from now on. Those who do it by other means can even on a full disk."""
        try:
            local_token.write(self._data, token)
        except local_token.TokenUnwritable as error:
            log.error("%s", error)

    def _recordings(self, wording: Wording, refresh: Callable[[], Awaitable[bool]]) -> StudioRecordings:
        """Voices that are recorded here, read from our templates as they are when it is asked."""
        folder = self._settings.speech.at(self._data).options("bank")["folder"]

        def script(wanted: Wanted) -> tuple[Prompt, ...]:
            return prompts(wanted.language, wanted.kinds, wanted.places, wanted.letters, wording)

        return StudioRecordings(Studio(Path(folder), script), refresh)

    async def _reload(self, desk: Desk, life: Life) -> ReloadResult:
        """Read the settings again, have the player take the channels, then go by them; an error changes nothing.

        One at a time. Tables that need a restart stay as they were, and are named at each reload until there was one.
        """
        async with self._reloading:
            settings = load(self._config, os.environ)
            changes = changed(self._settings, settings)
            try:
                await self._agree(settings)
                self._settings = self._settings.model_copy(update={"channels": settings.channels})
                life.say(RELOADED)
            finally:
                # Whatever else the player was told meanwhile, these are the channels that we take calls for.
                await desk.introduce()
        return ReloadResult((*changes.added, *changes.removed, *changes.changed), changes.needs_restart)

    async def _agree(self, settings: Settings) -> None:
        """Have the player take the channels. One that is not there is told them when it comes."""
        asked = Reload(tables_of(settings), secrets.token_hex(8))
        inbox = self._bus.subscribe()
        answer = asyncio.ensure_future(_answer(inbox, asked))
        try:
            if await self._bus.publish(asked):
                await asyncio.wait({answer}, timeout=RELOAD_LIMIT)
            elif not self._bus.connected:
                return
        finally:
            answer.cancel()
            inbox.close()
        if not answer.done():
            raise PlayerSilent(RELOAD_LIMIT)
        if fault := answer.result():
            raise SettingsError(fault, "channels")

    async def _watch(self, desk: Desk, life: Life) -> None:
        """After a SIGHUP."""
        while True:
            await life.reload_asked.wait()
            life.reload_asked.clear()
            try:
                await self._reload(desk, life)
            except CallcastError as error:
                log.error("the settings stay as they were: %s", error)


async def _answer(inbox: Inbox[Message], asked: Reload) -> str | None:
    """What the player says to it: None if it has the channels."""
    async for message in inbox:
        if isinstance(message, Reloaded) and message.id == asked.id:
            return message.fault
    return None
