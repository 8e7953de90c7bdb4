"""The booth: what came from a microphone, made into a recording of a pack.

`python -m callcast.player.speech.bank.booth IN OUT` runs in a process of its own, which is ended when it takes too
long: what it decodes comes from strangers' devices. It prints one line of JSON: `{"seconds": ...}`, or `{"fault": ...,
"kind": ...}`, what was wrong and what to do, and the same in a word.
"""

import json
import sys
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE
from callcast.player.media.errors import EmptySound
from callcast.player.media.level import condition
from callcast.player.media.loudness import weigh
from callcast.player.speech.bank.recording import load
from callcast.player.speech.errors import PackError, TakeRefused

LONGEST = 20
"""Seconds of a take."""

SOFTEST = -50.0
"""LUFS of speech under which a microphone was too far away, or off."""

CLEAREST = 12.0
"""dB that speech must be above the room."""

CLIPPED_MS = 2
"""So much sound at full scale is one that was cut off."""

BEFORE_MS, BEHIND_MS = 40, 90
"""What is kept of the room around the words: a soft consonant may be below the line."""

_BLOCK = RATE // 100
_LOUDEST = 10
"""Blocks of words: the tenth loudest is as loud as they are, and no click."""


def edit(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """The words in `samples`, shape (n,), at `RATE`, full scale 1.0: trimmed, at the loudness of all clips.

    `TakeRefused` says what was wrong with it, and what to do.
    """
    if len(samples) > LONGEST * RATE:
        raise TakeRefused(
            "long", f"it is longer than {LONGEST} s; read only what is shown, and stop the recording behind it"
        )
    if len(samples) < RATE // 5:
        raise TakeRefused("short", "it is too short; press, read, wait a moment, and press again")
    if np.count_nonzero(np.abs(samples) > 0.999) * 1000 > CLIPPED_MS * RATE:
        raise TakeRefused("loud", "it was too loud for the microphone; hold it farther away, or speak a little softer")
    first, last = _voiced(samples)
    try:
        return condition(samples[first:last], RATE).samples
    except EmptySound:
        raise TakeRefused(
            "soft", "nothing could be heard in it; come nearer to the microphone, and see that it is on"
        ) from None


def _voiced(samples: NDArray[np.float32]) -> tuple[int, int]:
    """Where the words begin and end, in samples; the room's noise, louder than a clip's silence, is not of them."""
    energies = weigh(samples, RATE).values
    levels = energies[: len(energies) // 10 * 10].reshape(-1, 10).mean(axis=1)
    loud, room = np.sort(levels)[-_LOUDEST], np.percentile(levels, 10)
    if 10 * np.log10(loud + 1e-12) < SOFTEST:
        raise TakeRefused("soft", "nothing could be heard in it; come nearer to the microphone, and see that it is on")
    voiced = levels > max(room * 4, loud / 1_000)
    runs = np.flatnonzero(voiced[1:] & voiced[:-1])  # one block alone is a click
    if not len(runs) or 10 * np.log10(loud / (room + 1e-12)) < CLEAREST:
        raise TakeRefused(
            "noisy", "the room is too loud, or there was no pause around the words; find a quieter one, and wait"
        )
    if voiced[:2].all() or voiced[-2:].all():
        raise TakeRefused("cut", "the words were cut off; wait a moment before and after them")
    first = max(0, int(runs[0]) * _BLOCK - BEFORE_MS * RATE // 1000)
    return first, min(len(samples), (int(runs[-1]) + 2) * _BLOCK + BEHIND_MS * RATE // 1000)


def main(source: Path, target: Path) -> None:
    """Make the WAV file `target` of the sound at `source`."""
    try:
        made = edit(load("", source))
    except PackError:
        fault = "it is no sound that can be read, or silence; record it again"
        told: dict[str, object] = {"fault": fault, "kind": "unreadable"}
    except TakeRefused as error:
        told = {"fault": error.reason, "kind": error.kind}
    else:
        with wave.open(str(target), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(made.astype("<i2").tobytes())
        told = {"seconds": len(made) / RATE}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
