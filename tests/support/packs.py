"""Voice packs for tests: tones for words, made here; and where there are real ones."""

import wave
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE
from callcast.player.speech.bank import gcin
from callcast.player.speech.bank.manifest import FILE, Manifest

SYLLABLES = Path(__file__).parents[2].parent / "shared" / "voices" / "cmn-syllables"
"""Recorded syllables that may lie beside the work tree."""

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def gcin_is_missing() -> str:
    """Why Debian's recordings cannot be tested; empty when they can."""
    return "" if next(gcin.packs(), None) else "gcin-voice is not installed: apt-get install gcin-voice"


def syllables_are_missing() -> str:
    """Why the collection cannot be tested; empty when it can."""
    return "" if SYLLABLES.is_dir() else f"there are no recorded syllables in {SYLLABLES}"


def tone(ms: int, hertz: float = 220.0, level: float = 0.3, *, around_ms: int = 0) -> NDArray[np.int16]:
    """A tone with some harmonics, like a vowel, with silence around it; shape (n,), at `RATE`."""
    time = np.arange(ms * RATE // 1000) / RATE
    sound = sum(np.sin(2 * np.pi * hertz * number * time) / number for number in range(1, 6))
    edge = min(len(time) // 2, RATE // 200)
    bow = np.sin(np.linspace(0, np.pi / 2, edge)) ** 2
    sound = np.concatenate([bow, np.ones(len(time) - 2 * edge), bow[::-1]]) * sound
    quiet = np.zeros(around_ms * RATE // 1000)
    return np.asarray(np.concatenate([quiet, sound * level * 16_000, quiet]), np.int16)


def write(path: Path, samples: NDArray[np.int16], rate: int = RATE) -> None:
    """`samples` as a WAV of one channel."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())


def make(folder: Path, language: str = "en", **tables: Mapping[str, str]) -> Path:
    """A pack in `folder`: a tone of its own for each file that `tables` name, 250 ms long, at various levels."""
    names = sorted({file for table in tables.values() for file in table.values()})
    for number, file in enumerate(names):
        write(folder / file, tone(250, 110 * 1.06 ** (number % 24), 0.1 + 0.3 * (number % 3), around_ms=60))
    manifest = Manifest.model_validate({"name": folder.name, "language": language, **tables})
    (folder / FILE).write_text(manifest.dumps(), encoding="utf-8")
    return folder


def english(folder: Path) -> Path:
    """A small pack of words, digits, letters and a chime."""
    return make(
        folder,
        phrases={
            "Number": "number.wav",
            "please go to counter": "counter.wav",
            "please": "please.wav",
            "Order": "order.wav",
            "is ready": "ready.wav",
            **{word: f"{word}.wav" for word in ("ten", "eleven", "twelve", "twenty", "thirty")},
        },
        digits={str(digit): f"digits/{digit}.wav" for digit in range(10)},
        letters={letter: f"letters/{letter}.wav" for letter in "ABC"},
        recordings={"welcome": "welcome.wav"},
    )
