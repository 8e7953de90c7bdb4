"""The sink of kind "pipe"."""

import sys
from pathlib import Path
from typing import ClassVar

from callcast.player.outputs.channel import Channel
from callcast.player.outputs.sinks.pipe import command
from callcast.player.outputs.sinks.pipe.errors import NoPlace, NotOnThisSystem
from callcast.player.outputs.sinks.pipe.place import Place
from callcast.player.outputs.sinks.pipe.readers import Readers
from callcast.player.outputs.sinks.pipe.settings import PipeSettings
from callcast.player.outputs.sinks.settings import SinkSettings
from callcast.player.outputs.sinks.sink import Flow


class PipeSink:
    """Raw samples of a channel, paced by its clock, to whoever comes for them."""

    settings: ClassVar[type[SinkSettings]] = PipeSettings

    def __init__(self, channel: Channel, settings: PipeSettings, /) -> None:
        """Nothing is opened yet."""
        self._settings = settings
        most = 1 if settings.readers == "one" else None
        self._readers = Readers(lambda: channel.track(settings.profile), settings.head, most)

    @property
    def target(self) -> str:
        """The place, or the program; not its options, which may hold a password."""
        told = self._settings
        if told.to is None:
            return f"command {told.command[0]}"
        return str(told.place or repr(told.to))  # what is no place may be any text

    @property
    def flow(self) -> Flow:
        """What has gone to all readers."""
        return self._readers.flow

    async def run(self) -> None:
        """Let readers come and go until cancelled; a `PipeError` when the place cannot be had.

        Returns when the one reader of standard output has left.
        """
        if self._settings.to is None:
            await command.serve(self._settings.command, self._readers)
            return
        place = _place(self._settings.to)
        if sys.platform == "win32":
            if place.scheme != "pipe":
                raise NotOnThisSystem(str(place), "Linux and macOS", "pipe:NAME")
            from callcast.player.outputs.sinks.pipe import windows

            await windows.serve(place.name, self._readers)
        else:
            await _serve(place, self._readers)


def _place(written: str) -> Place:
    try:
        return Place.parse(written)
    except ValueError as error:
        raise NoPlace(written, str(error)) from None


if sys.platform != "win32":

    async def _serve(place: Place, readers: Readers) -> None:
        from callcast.player.outputs.sinks.pipe import fifo, stdout, unix
        from callcast.player.outputs.sinks.pipe.claim import claim

        if place.scheme == "pipe":
            raise NotOnThisSystem("A named pipe", "Windows", f"unix:/tmp/{place.name}.sock")
        if place.scheme == "stdout":
            await stdout.serve(readers)
            return
        path = Path(place.name)
        with claim(path):
            await (unix if place.scheme == "unix" else fifo).serve(path, readers)
