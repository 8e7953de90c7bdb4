"""Where samples can be had on this machine, as a person writes it: `unix:/run/hall.sock`, `fifo:/run/hall`."""

import difflib
import os
import sys
from dataclasses import dataclass

LONGEST_PATH = 107 if sys.platform == "linux" else 103
"""Bytes of a Unix socket's path: `sun_path` has 108 on Linux, 104 on macOS and the BSDs, with a zero at the end."""

LONGEST_NAME = 247
"""Characters of a named pipe's name: 256 with what Windows puts before it."""

WINDOWS = "\\\\.\\pipe\\"
"""What Windows puts before the name of a pipe."""

SHOWN = 120
"""Characters of a place that a sentence about it shows."""

SCHEMES = ("unix", "fifo", "pipe", "stdout")


@dataclass(frozen=True)
class Place:
    """One of `SCHEMES` and the path or name there; standard output has none."""

    scheme: str
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> "Place":
        r"""The place in `text`, where `\\.\pipe\NAME` is `pipe:NAME`; `ValueError` with the remedy when it is none."""
        if text.lower().startswith(WINDOWS):
            text = f"pipe:{text[len(WINDOWS) :]}"
        scheme, colon, name = text.partition(":")
        if not colon or scheme not in SCHEMES:
            raise ValueError(_unknown(text, scheme))
        place = cls(scheme, name)
        if fault := place.fault:
            raise ValueError(f'"{text[:SHOWN]}" {fault}')
        return place

    def __str__(self) -> str:
        """As `parse` reads it."""
        return f"{self.scheme}:{self.name}"

    @property
    def fault(self) -> str | None:
        """What is wrong with the name, behind which a sentence can end."""
        if "\0" in self.name:
            return "has a zero byte in it; leave it out"
        if self.scheme == "stdout":
            return 'goes on behind its end; write "stdout:"' if self.name else None
        if not self.name:
            return f"names nothing; write it like {_EXAMPLES[self.scheme]}"
        if self.scheme == "unix" and (size := len(os.fsencode(self.name))) > LONGEST_PATH:
            return f"is a path of {size} bytes, and that of a socket has {LONGEST_PATH} at most; choose a shorter one"
        if self.scheme == "pipe" and ("\\" in self.name or len(self.name) > LONGEST_NAME):
            return f"is no name of a pipe, which has no backslash and {LONGEST_NAME} characters at most"
        return None


STDOUT = Place("stdout")

_EXAMPLES = {"unix": "unix:/tmp/tts_audio.sock", "fifo": "fifo:/tmp/tts_audio", "pipe": "pipe:tts_audio_pipe"}


def _unknown(text: str, scheme: str) -> str:
    near = difflib.get_close_matches(scheme.lower()[:40], SCHEMES, n=1)
    if text.startswith(("/", ".")):
        hint = f'write "unix:{text[:SHOWN]}" or "fifo:{text[:SHOWN]}"'
    elif near:
        hint = f'did you mean "{near[0]}:"?'
    else:
        hint = f'there are {", ".join(_EXAMPLES.values())} and "stdout:"'
    return f'"{text[:SHOWN]}" is no place for samples; {hint}'
