"""The process that owns a sound card. `python -m callcast.player.outputs.sinks.soundcard.card DEVICE`, in JSON.

Its stdin is the channel: 48 kHz, mono, 16 bit, little-endian. Its stdout are lines of JSON, objects: `{"name", "rate"}`
once it plays, then every half second `{"frames", "gaps", "dropped", "delay", "correction"}`, or at last
`{"error", "remedy"}`. Without a DEVICE it says `{"devices": [[number, name], ...]}`. It ends with its stdin.
"""

import json
import os
import sys
import threading
import time
from typing import Any

import numpy as np

from callcast import extras
from callcast.player.media.clip import RATE
from callcast.player.outputs.sinks.answer import say
from callcast.player.outputs.sinks.soundcard.follower import Follower

EVERY = 0.5
"""Seconds between two reports."""

STALLED = 2.0
"""Seconds after which a card that asks for no sound has stopped."""

_CHUNK = RATE // 50 * 2


class Failed(Exception):
    """It cannot play. Nobody sees it: `main` tells the parent its `reason` and `remedy`, halves of a sentence."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def library() -> Any:
    """The module `sounddevice`."""
    try:
        import sounddevice  # type: ignore[import-untyped]  # it has no annotations
    except ImportError:
        raise Failed("the package sounddevice is not installed", extras.install("sounddevice")) from None
    except OSError:
        raise Failed(
            "the library PortAudio is not installed", "apt-get install libportaudio2, or your system's"
        ) from None
    return sounddevice


def outputs(sounddevice: Any) -> list[tuple[int, str]]:
    """Number and name of each device that can play."""
    devices = enumerate(sounddevice.query_devices())
    return [(number, str(device["name"])) for number, device in devices if device["max_output_channels"] > 0]


class Card:
    """An open device that plays what its follower has."""

    def __init__(self, sounddevice: Any, device: str | int | None) -> None:
        """Open it and begin."""
        self.asked = threading.Event()
        try:
            found = sounddevice.query_devices(device, "output")
            self._open(sounddevice, device, found)
        except (ValueError, sounddevice.PortAudioError) as error:
            names = ", ".join(f'"{name}"' for _, name in outputs(sounddevice))
            if not names:
                raise Failed("there is none that can play", "connect one, and see that its driver is loaded") from None
            raise Failed(_first_line(error), f"set device to one of these: {names}") from None

    def _open(self, sounddevice: Any, device: str | int | None, found: dict[str, Any]) -> None:
        self.name = str(found["name"])
        channels = min(2, int(found["max_output_channels"]))
        self.rate = RATE
        try:
            sounddevice.check_output_settings(device, channels, "float32", samplerate=RATE)
        except sounddevice.PortAudioError:
            self.rate = int(found["default_samplerate"])
        self.follower = Follower(RATE, self.rate)
        self._stream = sounddevice.OutputStream(
            self.rate, 0, device, channels, "float32", latency="high", callback=self._play
        )
        self._stream.start()

    def _play(self, out: "np.ndarray[Any, Any]", count: int, _time: object, _status: object) -> None:
        """Called by PortAudio in a thread of its own."""
        out[:] = self.follower.pull(count)[:, None]
        self.asked.set()

    def watch(self) -> None:
        """Report until it stops, which raises `Failed`."""
        waited = 0.0
        while waited < STALLED:
            time.sleep(EVERY)
            if not self._stream.active:
                raise Failed("it stopped", "")
            waited = 0.0 if self.asked.is_set() else waited + EVERY
            self.asked.clear()
            if not waited:
                follower = self.follower
                delay, correction = round(follower.delay, 4), round(follower.correction, 6)
                say(gaps=follower.gaps, dropped=follower.dropped, delay=delay, correction=correction)
        raise Failed(f"it has asked for nothing for {STALLED:g} s", "")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(" .") if str(error) else type(error).__name__


def _feed(follower: Follower) -> None:
    """Pass on the channel; when it ends so do we, whatever the device does."""
    with os.fdopen(0, "rb", buffering=0, closefd=False) as stdin:
        odd = b""
        while data := stdin.read(_CHUNK):
            data, odd = odd + data, b""
            if len(data) % 2:
                data, odd = data[:-1], data[-1:]
            follower.push(np.frombuffer(data, "<i2"))
    os._exit(0)


def main(arguments: list[str]) -> None:
    """Play, or list. Ends the process."""
    try:
        sounddevice = library()
        if not arguments:
            say(devices=outputs(sounddevice))
            return
        card = Card(sounddevice, json.loads(arguments[0]))
        say(name=card.name, rate=card.rate)
        threading.Thread(target=_feed, args=(card.follower,), name="stdin", daemon=True).start()
        card.watch()
    except Failed as failed:
        say(error=failed.reason, remedy=failed.remedy)
    # Not by returning: PortAudio waits at exit for devices that are gone.
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
