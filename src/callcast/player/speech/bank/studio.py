"""Packs while they are recorded: what is to be read, what was taken, and their manifests.

A pack's folder keeps what was asked for in `script.json`, and each take in a WAV file named by its prompt. The manifest
has the prompts that are taken, so that a voice can be used as soon as it has one.
"""

import re
import shutil
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from callcast.player.speech.bank import manifest
from callcast.player.speech.errors import PackError
from callcast.system.files import write_whole
from callcast.wording.prompts import Prompt

NAME = r"[a-z0-9][a-z0-9_-]{0,39}"
"""What a pack may be called: it is a folder, and a word in settings."""

_SCRIPT = "script.json"


class Wanted(BaseModel):
    """What a pack is for: so many `places`, numbers with such `letters`, templates of such `kinds`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    kinds: tuple[str, ...] = Field(min_length=1, max_length=20)
    places: int = Field(ge=1, le=40)
    letters: str = Field(default="", pattern=r"^[A-Z]*$", max_length=26)


class NoSuchTake(PackError):
    """The pack, its prompt or its take is not there."""


@dataclass(frozen=True)
class Progress:
    """A pack: its prompts, and the seconds of those that are taken, by id."""

    name: str
    language: str
    prompts: tuple[Prompt, ...]
    taken: dict[str, float]


class Studio:
    """The packs in `folder`. Blocks, shortly; for one at a time."""

    def __init__(self, folder: Path, script: Callable[[Wanted], tuple[Prompt, ...]]) -> None:
        """`script` gives the prompts of a pack."""
        self._folder, self._script = folder, script

    def names(self) -> list[str]:
        """Of all packs that are recorded here."""
        try:
            return sorted(path.parent.name for path in self._folder.glob(f"*/{_SCRIPT}"))
        except OSError:
            return []

    def create(self, name: str, wanted: Wanted) -> Progress:
        """A pack of that name, with no take yet; `PackError` when there is one, or it cannot be."""
        if not re.fullmatch(NAME, name):
            raise PackError(name[:40], "a name has 1 to 40 of a-z, 0-9, - and _, and begins with a letter or a digit")
        folder = self._folder / name
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            raise PackError(name, "there is one of that name already; go on with it, or choose another name") from None
        except OSError as error:
            raise PackError(name, f"it cannot be written to {folder} ({error.strerror})") from None
        write_whole(folder / _SCRIPT, wanted.model_dump_json(indent=1).encode())
        return self.progress(name)

    def progress(self, name: str) -> Progress:
        """How far it is; `NoSuchTake` when there is none of that name."""
        wanted = self._wanted(name)
        prompts = self._script(wanted)
        taken = {prompt.id: seconds for prompt in prompts if (seconds := _seconds(self._take(name, prompt.id)))}
        return Progress(name, wanted.language, prompts, taken)

    def prompt(self, name: str, prompt_id: str) -> Prompt:
        """One of its prompts; `NoSuchTake` when it has none of that id."""
        for prompt in self._script(self._wanted(name)):
            if prompt.id == prompt_id:
                return prompt
        raise NoSuchTake(name, f'it has no line "{prompt_id[:40]}"; the pack lists its lines')

    def keep(self, name: str, prompt_id: str, sound: Path) -> None:
        """Have the WAV file `sound` as that prompt's take, in place of any other."""
        self.prompt(name, prompt_id)
        try:
            shutil.move(sound, self._take(name, prompt_id))
            self._describe(name)
        except OSError as error:
            raise PackError(name, f"a take cannot be written ({error.strerror}); free some space") from None

    def sound(self, name: str, prompt_id: str) -> bytes:
        """The WAV file of that prompt; `NoSuchTake` when it is not taken."""
        self.prompt(name, prompt_id)
        try:
            return self._take(name, prompt_id).read_bytes()
        except OSError:
            raise NoSuchTake(name, f'its line "{prompt_id[:40]}" is not recorded yet') from None

    def drop(self, name: str, prompt_id: str) -> None:
        """Forget a take, if there is one."""
        self.prompt(name, prompt_id)
        self._take(name, prompt_id).unlink(missing_ok=True)
        self._describe(name)

    def _take(self, name: str, prompt_id: str) -> Path:
        return self._folder / name / f"{prompt_id}.wav"

    def _wanted(self, name: str) -> Wanted:
        path = self._folder / name / _SCRIPT
        if not re.fullmatch(NAME, name) or not path.is_file():
            raise NoSuchTake(name[:40], "there is none of that name that is recorded here")
        try:
            return Wanted.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            raise PackError(name, f"its {_SCRIPT} is broken; begin a new pack and copy the recordings over") from None

    def _describe(self, name: str) -> None:
        """Write the manifest for what is taken; none for an empty pack."""
        progress = self.progress(name)
        tables: dict[str, dict[str, str]] = {}
        for prompt in progress.prompts:
            if prompt.id in progress.taken:
                tables.setdefault(prompt.table, {})[prompt.text] = f"{prompt.id}.wav"
        path = self._folder / name / manifest.FILE
        if tables:
            described = manifest.Manifest(name=name, language=progress.language, **tables)  # type: ignore[arg-type]
            write_whole(path, described.dumps().encode())
        else:
            path.unlink(missing_ok=True)

    def __iter__(self) -> Iterator[Progress]:
        return map(self.progress, self.names())


def _seconds(path: Path) -> float | None:
    try:
        with wave.open(str(path), "rb") as file:
            return file.getnframes() / file.getframerate()
    except (OSError, EOFError, wave.Error):
        return None
