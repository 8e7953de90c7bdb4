"""A desk in a process of its own, for the test that kills it: prints its address, serves until it dies.

Who posts signs in by the token in its data folder."""

import asyncio
import sys
import time
from pathlib import Path

from callcast.address import Address
from callcast.bus.local import LocalDeskBus
from callcast.bus.messages import Catalogue
from callcast.desk.access import secret
from callcast.desk.access.access import Access
from callcast.desk.access.settings import AccessSettings
from callcast.desk.queueing.channel import Channel
from callcast.desk.queueing.desk import Desk
from callcast.desk.store.access import SqliteAccessStore
from callcast.desk.store.hall import SqliteHall
from callcast.desk.store.hooks import SqliteHookStore
from callcast.desk.store.sqlite import SqliteStore
from callcast.desk.web.app import create_app
from callcast.desk.web.poster import Poster
from callcast.desk.web.server import WebServer
from callcast.desk.web.services import ReloadResult, Services
from callcast.player.speech.bank.studio import Studio
from callcast.runtime import local_token
from callcast.runtime.desk import hooks_of
from callcast.runtime.recordings import StudioRecordings


async def reload() -> ReloadResult:
    return ReloadResult((), ())


async def main(data: Path) -> None:
    store, bus = SqliteStore(data / "callcast.db"), LocalDeskBus(data)
    channels = (Channel("hall", "Hall"),)
    desk = Desk(
        store=store,
        hall=SqliteHall(store.database),
        bus=bus,
        channels=lambda: channels,
        wall=time.time,
        monotonic=time.monotonic,
    )
    await store.keep_catalogue(Catalogue(("en",), {"espeak:en": ("en",)}, 500))
    await desk.start()
    recordings = StudioRecordings(Studio(data / "packs", lambda _: ()), reload)
    hooks = hooks_of(desk, SqliteHookStore(store.database), Poster())
    token = secret.fresh("machine")
    kept = SqliteAccessStore(store.database)
    access = Access(
        kept, wall=time.time, monotonic=time.monotonic, settings=AccessSettings.model_validate({}), machine=token
    )
    await access.start()
    local_token.write(data, token)
    app = create_app(Services(desk, reload, time.monotonic, recordings, hooks, access))
    server = WebServer(app, Address("127.0.0.1", 0), desk.release)
    sys.stdout.write(f"{server.address}\n")
    sys.stdout.flush()
    await asyncio.gather(server.run(), desk.run(), access.run(), bus.run())


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
