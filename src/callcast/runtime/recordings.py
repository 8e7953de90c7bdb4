"""Voices that people record at this instance: the web's `Recordings`, on the studio of the voice packs."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from callcast.child import Child, ending
from callcast.desk.web.errors import RecordingRefused, UnknownRecording
from callcast.desk.web.recording import Pack, Prompt, Wish
from callcast.errors import CallcastError
from callcast.player.speech.bank.studio import NoSuchTake, Progress, Studio, Wanted
from callcast.player.speech.errors import TakeRefused

T = TypeVar("T")

TAKE_LIMIT = 20.0
"""Seconds in which a take must have been trimmed and levelled."""

AT_ONCE = 2
"""Takes that are made at a time; others wait their turn."""


class StudioRecordings:
    """Packs in a folder. `use` tells the player to look again."""

    def __init__(self, studio: Studio, refresh: Callable[[], Awaitable[object]]) -> None:
        self._studio, self._refresh = studio, refresh
        self._turn = asyncio.Lock()
        self._making = asyncio.Semaphore(AT_ONCE)

    async def packs(self) -> Sequence[Pack]:
        """All that are recorded here."""
        return [_pack(one) for one in await self._do(lambda: list(self._studio))]

    async def create(self, name: str, wish: Wish) -> Pack:
        """A new one, with no take yet."""
        try:
            wanted = Wanted(language=wish.language, kinds=wish.kinds, places=wish.places, letters=wish.letters)
        except ValidationError as error:
            raise WishRefused(error) from None
        return _pack(await self._do(lambda: self._studio.create(name, wanted)))

    async def pack(self, name: str) -> Pack:
        """One of them."""
        return _pack(await self._do(lambda: self._studio.progress(name)))

    async def take(self, name: str, prompt: str, sound: bytes) -> float:
        """Trim, level and keep a recording of any kind; its seconds."""
        await self._do(lambda: self._studio.prompt(name, prompt))
        with tempfile.TemporaryDirectory(prefix="callcast-take-") as folder:
            source, made = Path(folder) / "source", Path(folder) / "made.wav"
            await asyncio.to_thread(source.write_bytes, sound)
            async with self._making:
                try:
                    seconds = await _made(source, made)
                except TakeRefused as error:
                    raise RecordingRefused(error.kind, str(error)) from None
            await self._do(lambda: self._studio.keep(name, prompt, made))
        return seconds

    async def sound(self, name: str, prompt: str) -> bytes:
        """A take as a WAV file."""
        return await self._do(lambda: self._studio.sound(name, prompt))

    async def drop(self, name: str, prompt: str) -> None:
        """Forget a take."""
        await self._do(lambda: self._studio.drop(name, prompt))

    async def use(self, name: str) -> str:
        """Have it spoken with from now on; the voice's name."""
        if not (await self.pack(name)).taken:
            raise RecordingRefused("none", f"The voice {name} has no recording yet; record at least one line first.")
        await self._refresh()
        return f"bank:{name}"

    async def _do(self, work: Callable[[], T]) -> T:
        async with self._turn:
            try:
                return await asyncio.to_thread(work)
            except NoSuchTake as error:
                raise UnknownRecording(str(error)) from None


class WishRefused(CallcastError):
    """What a voice is wanted for is no such thing."""

    def __init__(self, error: ValidationError) -> None:
        fault = error.errors()[0]
        field = ".".join(map(str, fault["loc"]))
        super().__init__(f'The field "{field}" is wrong: {fault["msg"][:1].lower()}{fault["msg"][1:]}.')


def _pack(progress: Progress) -> Pack:
    prompts = (Prompt(one.id, one.text, one.hint, progress.taken.get(one.id)) for one in progress.prompts)
    return Pack(progress.name, progress.language, tuple(prompts))


async def _made(source: Path, target: Path) -> float:
    """The WAV file `target` of the sound at `source`, by a process of its own; its seconds."""
    command = (sys.executable, "-m", "callcast.player.speech.bank.booth", str(source), str(target))
    child = await Child.start(*command, stdout=True)
    try:
        assert child.stdout is not None
        line = await asyncio.wait_for(child.stdout.readline(), TAKE_LIMIT)
        code = await asyncio.wait_for(child.wait(), TAKE_LIMIT)
    except asyncio.TimeoutError:
        raise TakeRefused(
            "unreadable", f"it could not be read within {TAKE_LIMIT:.0f} s; record it again, shorter"
        ) from None
    finally:
        await child.close()
    if not line:
        raise TakeRefused("unreadable", f"it could not be read ({ending(code)}); record it again")
    told = json.loads(line)
    if "fault" in told:
        raise TakeRefused(told["kind"], told["fault"])
    return float(told["seconds"])
