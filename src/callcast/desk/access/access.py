"""Who may do what, as a whole: its parts, put together, and its life."""

import asyncio
import logging

from callcast.desk.access.first import FirstLink
from callcast.desk.access.log import AuditLog
from callcast.desk.access.pairing import Pairings
from callcast.desk.access.passwords import Passwords
from callcast.desk.access.people import People
from callcast.desk.access.ports import AccessStore, Clock
from callcast.desk.access.register import Register
from callcast.desk.access.session import DAY
from callcast.desk.access.settings import AccessSettings
from callcast.desk.access.signing import Signing
from callcast.desk.access.tokens import Tokens
from callcast.errors import CallcastError

log = logging.getLogger(__name__)

KEEP_EVERY, PURGE_SOON, RETRY = 30.0, 0.2, 5.0
"""Seconds: between two looks at what is to be kept and forgotten; soon if there is more; after a fault."""


class Access:
    """You must `start` it before use, `run` it meanwhile, and `stop` it before the store is closed."""

    def __init__(
        self, store: AccessStore, *, wall: Clock, monotonic: Clock, settings: AccessSettings, machine: str | None = None
    ) -> None:
        """`machine` is the secret by which programs of this machine are known."""
        self._store, self._settings = store, settings
        self.wall, self.lifetime = wall, settings.lifetime
        self._register = Register(store, wall)
        hashes = Passwords()
        self.signing = Signing(self._register, hashes, monotonic, self.lifetime, machine)
        self.people = People(self._register, hashes, self.signing)
        self.tokens = Tokens(self._register)
        self.pairings = Pairings(self._register, monotonic)
        self.first = FirstLink(self._register, self.people)
        self.audit = AuditLog(store)

    async def start(self) -> None:
        """Read what is kept; `CallcastError`."""
        await self._register.load()

    async def run(self) -> None:
        """Keep and forget, until cancelled."""
        work = [asyncio.ensure_future(part) for part in (self.audit.run(RETRY), self._go_round())]
        try:
            await asyncio.gather(*work)
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    async def stop(self) -> None:
        """Keep what waits, as far as the disk takes it."""
        try:
            await self.audit.flush()
            await self.signing.keep_used()
        except CallcastError as error:
            log.warning("Who did what last is lost: %s", error)

    async def _go_round(self) -> None:
        while True:
            gone = 0
            try:
                await self.signing.keep_used()
                gone = await self._store.purge_log(self.wall() - self._settings.audit_days * DAY)
            except CallcastError as error:
                log.warning("Who is signed in cannot be kept: %s", error)
            await asyncio.sleep(PURGE_SOON if gone else KEEP_EVERY)
