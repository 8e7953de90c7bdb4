"""What ffmpeg writes on standard error, as log records: without secrets, and not too many."""

import logging
import re
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from callcast.player.outputs.sinks.ffmpeg.redact import redacted

log = logging.getLogger(__name__)

WIDTH = 400
"""Letters of a line that are kept."""

AT_ONCE, PERIOD = 20, 10.0
"""So many records in so many seconds; more are counted, not written."""

_LINE = re.compile(r"^((?:\[[^\]]* @ \w+\] )*)\[(\w+)\] *(.*)$")
_PART = re.compile(r"\[([^\]]*) @ \w+\] ")

# What is information for ffmpeg is none for whoever reads our log: ten lines at each start.
_LEVELS = {"panic": logging.ERROR, "fatal": logging.ERROR, "error": logging.ERROR, "warning": logging.WARNING}

_NOTHING = re.compile(
    r"^Guessed Channel Layout|Could not find codec parameters for stream \d+ \(Video|^Consider increasing"
)
"""Warnings of an input that was not probed: what it did not find out is not needed."""


@dataclass(frozen=True)
class Line:
    """What was said, how grave it is for us, and by which part of ffmpeg."""

    level: int
    text: str

    @classmethod
    def parse(cls, text: str) -> "Line":
        """Read a line as `-loglevel level+info` prints it."""
        found = _LINE.match(text)
        if found is None:
            return cls(logging.DEBUG, text)
        parts = "".join(f"{part}: " for part in _PART.findall(found[1]))
        known = found[2] == "warning" and _NOTHING.search(found[3])
        return cls(logging.DEBUG if known else _LEVELS.get(found[2], logging.DEBUG), parts + found[3])


class Log:
    """The log of one ffmpeg; `errors` are the last lines of it that were errors."""

    def __init__(self, name: str, secrets: Collection[str]) -> None:
        """`name` begins each record; none of `secrets` gets into one."""
        self._name = name
        self._secrets = secrets
        self._since, self._written = 0.0, 0
        self.errors: deque[str] = deque(maxlen=AT_ONCE)

    def heard(self, text: str, now: float) -> None:
        """Take a line, at a monotonic time in seconds."""
        line = Line.parse(redacted(text, self._secrets)[:WIDTH])
        if line.level >= logging.ERROR:
            self.errors.append(line.text)
        if now - self._since >= PERIOD:
            self.close()
            self._since = now
        if log.isEnabledFor(line.level):
            self._written += 1
            if self._written <= AT_ONCE:
                log.log(line.level, "%s: %s", self._name, line.text)

    def close(self) -> None:
        """Tell how many records were left out since it was last told."""
        if self._written > AT_ONCE:
            log.warning("%s: and %d lines more", self._name, self._written - AT_ONCE)
        self._written = 0
