"""The desk's half: API, rules and store, put together."""

import logging
import os
import socket
import time
from pathlib import Path

from callcast.address import Address
from callcast.bus.local import LocalDeskBus
from callcast.bus.messages import Reload
from callcast.desk.queueing.channel import Channel
from callcast.desk.queueing.desk import Desk
from callcast.desk.store.sqlite import SqliteStore
from callcast.desk.web.app import create_app
from callcast.desk.web.guard import is_loopback
from callcast.desk.web.server import WebServer
from callcast.desk.web.services import ReloadResult, Services
from callcast.errors import CallcastError
from callcast.runtime.half import READY, RELOADED
from callcast.runtime.life import Life, given_settings, serve, together
from callcast.settings import Settings, changed, load

log = logging.getLogger(__name__)

DAY = 86_400.0


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


class DeskHalf:
    """Everything of this half."""

    def __init__(self, settings: Settings, config: Path | None, data: Path) -> None:
        """Nothing runs yet."""
        self._settings, self._config, self._data = settings, config, data
        self._bus = LocalDeskBus(data)

    async def live(self, life: Life) -> None:
        """Start, run until cancelled, stop: the API first, the store last."""
        store = SqliteStore(self._data / "callcast.sqlite")
        try:
            desk = Desk(
                store=store,
                bus=self._bus,
                channels=lambda: channels_of(self._settings),
                wall=time.time,
                monotonic=time.monotonic,
                final_kept=self._settings.store.keep_days * DAY,
            )
            await desk.start()
            await self._serve(desk, life)
        finally:
            await store.close()

    async def _serve(self, desk: Desk, life: Life) -> None:
        listen = Address.parse(self._settings.web.listen)
        app = create_app(
            Services(desk, lambda: self._reload(life), time.monotonic), local_only=is_loopback(listen.host)
        )
        web = WebServer(app, listen, desk.ledger.release)
        if not is_loopback(listen.host):
            log.warning("the API listens on %s and asks for no password: who can reach it can speak", listen)
        life.say(READY)
        await together({"bus": self._bus.run, "desk": desk.run, "web": web.run, "reload": lambda: self._watch(life)})

    async def _reload(self, life: Life) -> ReloadResult:
        """Read the settings again for this half, and tell the player to do so; `SettingsError` changes nothing.

        Tables that need a restart stay as they were, and are named at each reload until there was one.
        """
        settings = load(self._config, os.environ)
        changes = changed(self._settings, settings)
        self._settings = self._settings.model_copy(update={"channels": settings.channels})
        life.say(RELOADED)
        await self._bus.publish(Reload())
        return ReloadResult((*changes.added, *changes.removed, *changes.changed), changes.needs_restart)

    async def _watch(self, life: Life) -> None:
        """After a SIGHUP, of which the player has got one too."""
        while True:
            await life.reload_asked.wait()
            life.reload_asked.clear()
            try:
                await self._reload(life)
            except CallcastError as error:
                log.error("the settings stay as they were: %s", error)
