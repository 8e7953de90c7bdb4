"""Sounds to test with: real speech by espeak-ng, and speech-like ones from a seed."""

import ctypes
import functools

import espeakng_loader  # type: ignore[import-untyped]  # it has no annotations
import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE, Clip
from callcast.player.media.level import condition

SENTENCES = (
    "Order thirty seven is ready.",
    "Ticket A, zero one two, please go to counter three.",
    "Stop! Please leave the building.",
)

_RETRIEVAL, _UTF_8 = 1, 1
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


@functools.cache
def _library() -> tuple[ctypes.CDLL, int]:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    return library, int(library.espeak_Initialize(_RETRIEVAL, 0, espeakng_loader.get_data_path().encode(), 0))


@functools.cache
def spoken(text: str) -> tuple[NDArray[np.float32], int]:
    """`text` by espeak-ng's English voice: samples in -1..1, and their rate in Hz."""
    library, rate = _library()
    blocks: list[NDArray[np.int16]] = []

    def take(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _: int | None) -> int:
        if samples and count:
            blocks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    callback = _CALLBACK(take)
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetVoiceByName(b"en")
    data = text.encode() + b"\0"
    library.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 0, 0, _UTF_8, None, None)
    library.espeak_Synchronize()
    return np.concatenate(blocks).astype(np.float32) / 32_768, rate


@functools.cache
def clips() -> tuple[Clip, ...]:
    """The sentences, ready for the air."""
    return tuple(condition(*spoken(text)) for text in SENTENCES)


def speech_like(seed: int, seconds: float) -> NDArray[np.float32]:
    """Vowels of three formants, fricatives and pauses, at 48 kHz; the same for the same seed."""
    random = np.random.RandomState(seed)
    length = round(seconds * RATE)
    sound = np.zeros(length, np.float32)
    start = 0
    while start < length:
        count = min(length - start, random.randint(RATE // 25, RATE // 4))
        time = np.arange(count) / RATE
        envelope = np.sin(np.pi * (np.arange(count) + 0.5) / count) ** random.uniform(0.1, 1)
        kind = random.randint(4)
        if kind < 2:
            pitch = random.uniform(90, 250)
            formants = random.uniform((300, 900, 2300), (900, 2200, 3500))
            tones = pitch * np.arange(1, int(8000 / pitch))
            strength = sum(1 / (1 + ((tones - formant) / 120) ** 2) for formant in formants)
            phases = np.outer(tones, 2 * np.pi * time + random.uniform(0, 6))
            part = np.tensordot(strength, np.sin(phases), 1)
        elif kind == 2:
            part = np.diff(random.standard_normal(count + 1))
        else:
            part = np.zeros(count)
        part = part / max(1e-9, np.abs(part).max()) * random.uniform(0.05, 0.9)
        sound[start : start + count] = part * envelope
        start += count
    return sound
