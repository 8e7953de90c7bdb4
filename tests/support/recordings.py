"""Voices that are recorded in a test, and what a microphone would hear of one."""

import io
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE
from callcast.player.speech.bank.studio import Studio, Wanted
from callcast.runtime.recordings import StudioRecordings
from callcast.wording.preview import Wording
from callcast.wording.prompts import Prompt, prompts


def script(wanted: Wanted) -> tuple[Prompt, ...]:
    """By the templates that come with Callcast."""
    return prompts(wanted.language, wanted.kinds, wanted.places, wanted.letters, Wording())


def recordings(folder: Path) -> StudioRecordings:
    """Of packs in `folder`; nobody is told when one is used."""

    async def refresh() -> None:
        """Nobody is there."""

    return StudioRecordings(Studio(folder, script), refresh)


def heard(
    words: float = 0.6,
    before: float = 0.4,
    behind: float = 0.4,
    level: float = 0.3,
    room: float = 0.001,
    hertz: float = 140,
) -> NDArray[np.float32]:
    """So many seconds of a voice-like sound in a room with some noise, at `RATE`."""
    time = np.arange(int(words * RATE)) / RATE
    voice = sum(np.sin(2 * np.pi * hertz * k * time) / k for k in range(1, 12)) * (
        0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)
    )
    noise = np.random.default_rng(1).normal(0, room, int((before + behind) * RATE) + len(time))
    noise[int(before * RATE) :][: len(time)] += level * voice / np.abs(voice).max()
    return noise.astype(np.float32)


def wav(samples: NDArray[np.float32]) -> bytes:
    """As a WAV file."""
    told = io.BytesIO()
    with wave.open(told, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(np.round(np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes())
    return told.getvalue()
