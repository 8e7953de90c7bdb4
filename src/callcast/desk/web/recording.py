"""Voices that people record: what the web needs of whoever keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

TAKE_LIMIT = 12 * 2**20
"""Bytes of a recording as a browser sends it: 20 s of plain 24 bit stereo, and more of anything else."""

TAKES = "/api/packs/"
"""What is put below this is sound, not JSON."""


@dataclass(frozen=True)
class Wish:
    """A voice to be recorded: for templates of these kinds, so many places, numbers with such letters."""

    language: str
    kinds: tuple[str, ...]
    places: int
    letters: str


@dataclass(frozen=True)
class Prompt:
    """One thing to read; `seconds` of what was taken of it, None while nothing was."""

    id: str
    text: str
    hint: str
    seconds: float | None


@dataclass(frozen=True)
class Pack:
    """A voice being recorded."""

    name: str
    language: str
    prompts: tuple[Prompt, ...]

    @property
    def taken(self) -> int:
        """How many prompts are."""
        return sum(prompt.seconds is not None for prompt in self.prompts)


class Recordings(Protocol):
    """Keeps packs. All raise `CallcastError` with one sentence for who records; `UnknownPack` for what is not there."""

    async def packs(self) -> Sequence[Pack]:
        """All that are recorded here."""

    async def create(self, name: str, wish: Wish) -> Pack:
        """A new one, with no take yet."""

    async def pack(self, name: str) -> Pack:
        """One of them."""

    async def take(self, name: str, prompt: str, sound: bytes) -> float:
        """Trim, level and keep a recording of any kind; its seconds."""

    async def sound(self, name: str, prompt: str) -> bytes:
        """A take as a WAV file."""

    async def drop(self, name: str, prompt: str) -> None:
        """Forget a take."""

    async def use(self, name: str) -> str:
        """Have it spoken with from now on; the voice's name."""
