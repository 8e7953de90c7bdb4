"""What the desk knows of the player."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from callcast.bus.messages import Catalogue, ChannelStatus, Hello, Message, OutputStatus, PlayerStatus
from callcast.desk.queueing.errors import CatalogueUnknown

CATALOGUE_WITHIN = 8.0
"""Seconds for which what cannot be checked waits for the catalogue; clients wait for ten."""


class PlayerView:
    """The last things the player said. The catalogue outlives a broken link, the status does not."""

    def __init__(self, connected: Callable[[], bool]) -> None:
        """`connected`: the link is up."""
        self._connected = connected
        self._status: PlayerStatus | None = None
        self.boot: str | None = None
        self._catalogue: Catalogue | None = None
        self._catalogue_known = asyncio.Event()

    @property
    def catalogue(self) -> Catalogue | None:
        """The last one that it said, in whatever life; None if it never did."""
        return self._catalogue

    @catalogue.setter
    def catalogue(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._catalogue_known.set()

    async def known(self) -> Catalogue:
        """The catalogue, waited for if there never was one; `CatalogueUnknown` if it does not come."""
        if self._catalogue is None:
            waiting = asyncio.ensure_future(self._catalogue_known.wait())
            try:
                await asyncio.wait({waiting}, timeout=CATALOGUE_WITHIN)
            finally:
                waiting.cancel()
        return self.told()

    def told(self) -> Catalogue:
        """The catalogue; `CatalogueUnknown` says what keeps it from us."""
        if self._catalogue is None:
            raise CatalogueUnknown(self.engines)
        return self._catalogue

    @property
    def engines(self) -> dict[str, str]:
        """Name -> "ready", or how it is; none while the player is not known."""
        return self.status.engines if self.status else {}

    @property
    def can_speak(self) -> bool:
        """It is there, and an engine of it is ready."""
        return "ready" in self.engines.values()

    @property
    def up(self) -> bool:
        """The link is up and the player has said hello."""
        return self._connected() and self.boot is not None

    @property
    def status(self) -> PlayerStatus | None:
        """Its last status, while the link is up."""
        return self._status if self.up else None

    def channel(self, id: str) -> ChannelStatus | None:  # noqa: A002 - the field's name
        """The status of one channel, if known."""
        status = self.status
        return next((channel for channel in status.channels if channel.id == id), None) if status else None

    def outputs(self, channel: str) -> tuple[OutputStatus, ...]:
        """Those of one channel, as far as known."""
        status = self.status
        return tuple(output for output in status.outputs if output.channel == channel) if status else ()

    def hear(self, message: Message) -> None:
        """Take note of a message."""
        if isinstance(message, Hello):
            if message.boot != self.boot:
                self._status = None
            self.boot = message.boot
        elif isinstance(message, Catalogue):
            # A player whose engines have not started yet knows no voice: that says nothing about what it can speak.
            if message.voices:
                self.catalogue = self._with_those_that_start(message)
        elif isinstance(message, PlayerStatus):
            self._status = message

    def _with_those_that_start(self, catalogue: Catalogue) -> Catalogue:
        """And the voices of engines that are starting, as they were: another speaks until they are there."""
        starting = tuple(f"{engine}:" for engine, state in self.engines.items() if state == "starting")
        if self._catalogue is None or not starting:
            return catalogue
        before = {name: spoken for name, spoken in self._catalogue.voices.items() if name.startswith(starting)}
        languages = tuple(sorted({*catalogue.languages, *self._catalogue.languages}))
        return replace(catalogue, languages=languages, voices={**before, **catalogue.voices})
