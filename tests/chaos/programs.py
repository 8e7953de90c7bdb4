"""`callcast source` and `callcast publish`, as two people would start them, and kill -9 for both."""

import os
import subprocess
import sys
from pathlib import Path

import psutil

from callcast.testing.house import until
from tests.support.ffmpeg import named_ffmpeg

SETTINGS = """
[speech]
engines = ["callcast.testing.engines:Pitch"]

[[channels]]
id = "hall"
languages = ["de"]
gap_ms = 200
"""

ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("CALLCAST_")}
"""Of somebody who has set nothing; what the tests are told there is no setting."""

UP_WITHIN = 30.0
"""Seconds to start, on a machine that has other things to do."""


class Program:
    """One of our commands. What it says on standard error is in `log`, of all its lives; you must `kill` it."""

    def __init__(self, log: Path, up: str, *arguments: str) -> None:
        """`up` is what it says when it serves."""
        self._log = log
        self._up = up
        self._command = [sys.executable, "-m", "callcast.cli.main", *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._lived = 0

    async def start(self) -> None:
        """Return once it serves."""
        ups = self.log.count(self._up)
        self.begin()
        await until(f"{self._command[3]} says {self._up}", lambda: self.log.count(self._up) > ups, UP_WITHIN)

    def begin(self) -> None:
        """Start it."""
        self._lived = len(self.log)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=log, bufsize=0, env=ENVIRON
            )

    def kill(self) -> None:
        """SIGKILL to it alone; what it has started must see to itself."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def type(self, line: str) -> None:
        """To its standard input, if it lives."""
        if self._process is not None and self._process.stdin is not None:
            try:
                self._process.stdin.write(f"{line}\n".encode())
            except BrokenPipeError:
                return

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """What it has said."""
        return self._log.read_text("utf-8") if self._log.exists() else ""

    @property
    def log_of_this_life(self) -> str:
        """What it has said since it was started last."""
        return self.log[self._lived :]

    def ffmpegs(self) -> list[psutil.Process]:
        """The ones under it."""
        return [one for one in psutil.Process(self.pid).children(recursive=True) if named_ffmpeg(one)]


def source(folder: Path) -> Program:
    """The controller: speaks the numbers that are typed into the socket `s`."""
    config = folder / "callcast.toml"
    config.write_text(SETTINGS, encoding="utf-8")
    places = ("--config", str(config), "--data", str(folder / "data"))
    return Program(folder / "source.log", "callcast is up", "source", "--to", f"unix:{folder / 's'}", *places)


def publish(folder: Path, url: str) -> Program:
    """The stand-alone supervisor: publishes the socket `s`."""
    to = ("--from", f"unix:{folder / 's'}", "--to", url)
    return Program(folder / "publish.log", "is published to", "publish", *to)
