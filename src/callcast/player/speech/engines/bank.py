"""The clip bank: voice packs of recordings, and Debian's gcin-voice where it is installed.

A voice is a pack, by the name of its folder. It says only what it has recordings of; all else is for the next engine.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from callcast.player.speech.engine import Request, Speech, Voice
from callcast.player.speech.errors import EmptyAudio, EngineUnavailable, NotRecorded, PackError

if TYPE_CHECKING:
    from callcast.player.speech.bank.pack import Pack
    from callcast.player.speech.bank.speaker import Speaker

_REMEDY = "record a pack with `callcast voices record`, or install one (on Debian: apt-get install gcin-voice)"


class Bank:
    """The engine. `folder` holds the packs, each in a folder of its own; there may be none."""

    name = "bank"

    def __init__(self, folder: str | Path | None = None) -> None:
        self._folder = None if folder is None else Path(folder)
        self._speakers: dict[str, Speaker] = {}
        self._fault: PackError | None = None
        self.version = self.digest = ""

    def start(self) -> None:
        """Read what packs there are; one with a fault is left out, and that is said."""
        from callcast.player.speech.bank import gcin
        from callcast.player.speech.bank.speaker import VERSION, Speaker

        packs = {pack.name: pack for pack in (*self._own(), *gcin.packs())}
        if not packs:
            raise EngineUnavailable(self.name, str(self._fault or f"there is no voice pack; {_REMEDY}"))
        self._speakers = {name: Speaker(pack) for name, pack in packs.items()}
        for speaker in self._speakers.values():
            speaker.warm()
        self.version = str(VERSION)
        self.digest = _digest(packs.values())

    def _own(self) -> Iterator["Pack"]:
        from callcast.player.speech.bank.pack import is_pack, read

        try:
            folders = sorted(self._folder.iterdir()) if self._folder else []
        except OSError:  # there is none before the first pack
            return
        for folder in folders:
            if is_pack(folder):
                try:
                    yield read(folder)
                except PackError as fault:
                    self._fault = self._fault or fault
                    print(fault, file=sys.stderr)  # noqa: T201 - which the player logs

    def voices(self) -> Sequence[Voice]:
        """One a pack: the site's own first."""
        speakers = self._speakers.items()
        return [Voice(name, (own.vocabulary.language,), own.vocabulary.letters) for name, own in speakers]

    def synthesize(self, request: Request) -> Speech:
        """All of it, or `NotRecorded` with the words that are missing."""
        from callcast.player.media.clip import RATE
        from callcast.player.speech.bank.match import Unsaid
        from callcast.player.speech.engines.request import chosen, spoken_of

        speaker = chosen(self._speakers, request, self.name)
        try:
            sound = speaker.say(spoken_of(request))
        except Unsaid as error:
            raise NotRecorded(self.name, f"in the pack {request.voice}, {error}") from None
        except PackError as error:
            raise NotRecorded(self.name, str(error)) from None
        if not sound.any():
            raise EmptyAudio(self.name, f'it has no words for "{request.text[:40]}"')
        return Speech(RATE, iter((sound.astype("<i2").tobytes(),)))


def _digest(packs: Iterable["Pack"]) -> str:
    """What shapes the sound: the manifests, and sizes and times of the recordings, which are too many to read."""
    digest = hashlib.sha256()
    for pack in packs:
        digest.update(f"{pack.name} {pack.manifest.model_dump_json()}\n".encode())
        for path in pack.files:
            with suppress(OSError):  # gone since it was read: said when it is to be heard
                status = path.stat()
                digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
