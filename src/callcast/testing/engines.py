"""Engines that misbehave, each in its own way, and one that does not: for tests of whatever drives engines.

Name them to a worker as `callcast.testing.engines:Tone`.
"""

import ctypes
import math
import os
import sys
import threading
import time
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from callcast.player.speech.engine import Request, Speech, Voice
from callcast.player.speech.errors import EmptyAudio, EngineFailed, EngineUnavailable, NotRecorded

RATE = 16_000
"""Hz of all of them."""


def tone(samples: int) -> bytes:
    """A square wave of 250 Hz at a quarter of full scale, 16 bit little-endian."""
    wave = array("h", (8_000 if i // 32 % 2 else -8_000 for i in range(samples)))
    if sys.byteorder == "big":
        wave.byteswap()
    return wave.tobytes()


class Tone:
    """Behaves: 10 ms of a tone for each character. Two voices, `low` in English and Mandarin, `high` in English."""

    name = "tone"
    version = "1"
    digest = "none"

    def start(self) -> None:
        """Nothing to load."""

    def voices(self) -> Sequence[Voice]:
        """Two."""
        return [Voice("low", ("en", "cmn")), Voice("high", ("en-US",))]

    def synthesize(self, request: Request) -> Speech:
        """In blocks of one character."""
        if request.voice not in {voice.name for voice in self.voices()}:
            raise EngineFailed(self.name, f'it has no voice "{request.voice}"')
        if not request.text.strip():
            raise EmptyAudio(self.name, "there is nothing to speak")
        return Speech(RATE, self.blocks(request.text))

    def blocks(self, text: str) -> Iterator[bytes]:
        """What the others change."""
        for _ in text:
            yield tone(RATE // 100)


class Pitch(Tone):
    """Speaks a number as 0.2 s of a sine of so many Hz, which tells a listener what it hears, and so how late it is.

    In German, whose numbers we leave as they are written.
    """

    def voices(self) -> Sequence[Voice]:
        """A third."""
        return [*super().voices(), Voice("number", ("de",))]

    def blocks(self, text: str) -> Iterator[bytes]:
        """At half of full scale."""
        turn = 2 * math.pi * int(text) / RATE
        wave = array("h", (round(16_000 * math.sin(turn * i)) for i in range(RATE // 5)))
        if sys.byteorder == "big":
            wave.byteswap()
        yield wave.tobytes()


class Syllables(Pitch):
    """Has no letters; each word is 0.3 s of 300 Hz, whatever it is. Says no text with a Latin letter in it."""

    def voices(self) -> Sequence[Voice]:
        """One, in Mandarin."""
        return [Voice("low", ("cmn",), letters=False)]

    def blocks(self, text: str) -> Iterator[bytes]:
        """Refuses letters."""
        if any(char.isascii() and char.isalpha() for char in text):
            raise EmptyAudio(self.name, "it has no such syllable")
        yield from super().blocks("300")


class Packs(Tone):
    """Two voices of which each says some words only: "house" and "hall" those with its name in them."""

    def voices(self) -> Sequence[Voice]:
        """The house's own first."""
        return [Voice(name, ("en",), whole=False, digest=name) for name in ("house", "hall")]

    def synthesize(self, request: Request) -> Speech:
        """Refuses what is not its own."""
        if request.voice not in request.text:
            raise NotRecorded(self.name, f"in the pack {request.voice}, there is no recording")
        return super().synthesize(request)


class Files(Tone):
    """Its voices are the files of the folder that the environment variable CALLCAST_TEST_VOICES names."""

    def voices(self) -> Sequence[Voice]:
        """One each, or "low"."""
        folder = os.environ.get("CALLCAST_TEST_VOICES")
        names = sorted(path.name for path in Path(folder).iterdir()) if folder else []
        return [Voice(name, ("en",)) for name in names] or super().voices()


class Hang(Tone):
    """Never answers a text with "bad" in it; others as `Tone` does."""

    def blocks(self, text: str) -> Iterator[bytes]:
        """Waits for ever."""
        if "bad" in text:
            threading.Event().wait()
        yield from super().blocks(text)


class Deaf(Tone):
    """Hangs like `Hang`, in C code that holds the GIL, so that no other thread of it runs. POSIX only."""

    def blocks(self, text: str) -> Iterator[bytes]:
        """Sleeps in C."""
        if "bad" in text:
            ctypes.PyDLL(None).sleep(3_600)
        yield from super().blocks(text)


class Crash(Tone):
    """Its process ends, after a block, at a text with "bad" in it."""

    def blocks(self, text: str) -> Iterator[bytes]:
        """Ends."""
        yield from super().blocks("one")
        if "bad" in text:
            print("about to fall over", file=sys.stderr, flush=True)  # noqa: T201 - that is its way
            os._exit(3)
        yield from super().blocks(text)


class CrashOnce(Tone):
    """Crashes at a text that is the path of a file; removes the file first, so the next worker lives."""

    def blocks(self, text: str) -> Iterator[bytes]:
        """Ends, once."""
        if Path(text).is_file():
            Path(text).unlink()
            os._exit(3)
        yield from super().blocks(text)


class Raise(Tone):
    """Raises at a text with "bad" in it."""

    def blocks(self, text: str) -> Iterator[bytes]:
        """Raises."""
        if "bad" in text:
            raise RuntimeError("run loop not started")
        yield from super().blocks(text)


class Empty(Tone):
    """No sound for a text with "bad" in it."""

    def blocks(self, text: str) -> Iterator[bytes]:
        """Nothing."""
        return iter(()) if "bad" in text else super().blocks(text)


class Speechless(Tone):
    """Says that it has no sound for a text with "bad" in it, after some."""

    def blocks(self, text: str) -> Iterator[bytes]:
        """Gives up."""
        yield from super().blocks(text)
        if "bad" in text:
            raise EmptyAudio(self.name, "the text made no sound")


class Silent(Tone):
    """Digital silence for a text with "bad" in it."""

    def blocks(self, text: str) -> Iterator[bytes]:
        """Zeros."""
        return iter((bytes(RATE),)) if "bad" in text else super().blocks(text)


class Odd(Tone):
    """Half a sample too much for a text with "bad" in it."""

    def blocks(self, text: str) -> Iterator[bytes]:
        """One byte more."""
        yield from super().blocks(text)
        if "bad" in text:
            yield b"\0"


class Endless(Tone):
    """Never stops speaking a text with "bad" in it."""

    def blocks(self, text: str) -> Iterator[bytes]:
        """A tone for ever."""
        while "bad" in text:
            yield tone(RATE)
        yield from super().blocks(text)


class Slow(Tone):
    """Takes 50 ms for each character."""

    def blocks(self, text: str) -> Iterator[bytes]:
        """Sleeps before each block."""
        for block in super().blocks(text):
            time.sleep(0.05)
            yield block


class Chatty(Tone):
    """Prints on stdout, from Python and from below it, writes a flood to stderr, and reads stdin."""

    def blocks(self, text: str) -> Iterator[bytes]:
        """Talks beside the sound."""
        print("loading model ...", flush=True)  # noqa: T201 - that is its way
        os.write(1, b'{"end": 0}\n')
        os.write(2, b"warning: deprecated\n" * 20_000)
        sys.stdin.read()
        yield from super().blocks(text)


class Tattered(Tone):
    """Writes rubbish straight into its pipe at a text with "bad" in it: a worker that has lost its mind."""

    rubbish = b'\xff\xfe{"block": NaN}\n'

    def blocks(self, text: str) -> Iterator[bytes]:
        """Finds the pipe, which takes some doing."""
        if "bad" in text:
            os.write(_pipe(), self.rubbish)
        yield from super().blocks(text)


class WrongLength(Tattered):
    """Announces another length than it sends."""

    rubbish = b'{"block": 1000}\n' + bytes(1_004)


class TooLong(Tattered):
    """A line without an end."""

    rubbish = b"x" * 2**21


class Extra(Tattered):
    """Says that it is done, and goes on."""

    rubbish = b'{"end": 0}\n{"end": 0}\n'


def _pipe() -> int:
    """The worker's stdout, found on its stack."""
    frame: Any = sys._getframe()
    while "pipe" not in frame.f_locals or not hasattr(frame.f_locals["pipe"], "fileno"):
        frame = frame.f_back
    return int(frame.f_locals["pipe"].fileno())


class Missing(Tone):
    """Cannot be started, and knows why."""

    def start(self) -> None:
        """Gives up."""
        raise EngineUnavailable(self.name, "its model is missing; run `tone download`")


class Broken(Tone):
    """Fails in an unforeseen way at start."""

    def start(self) -> None:
        """Raises."""
        raise RuntimeError("no GPU")


class Sleepy(Tone):
    """Never finishes its start."""

    def start(self) -> None:
        """Waits for ever."""
        threading.Event().wait()


class Late(Tone):
    """Takes two seconds to start."""

    def start(self) -> None:
        """Loads."""
        time.sleep(2)


class Mute(Tone):
    """Has no voices."""

    def voices(self) -> Sequence[Voice]:
        """None."""
        return []


class Parent(Tone):
    """Starts a program, as some engines do, which sleeps for an hour; `voices` names its process id."""

    def start(self) -> None:
        """Leaves a child."""
        import subprocess

        self._child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])

    def voices(self) -> Sequence[Voice]:
        """One, named by the id."""
        return [Voice(str(self._child.pid), ("en",))]
