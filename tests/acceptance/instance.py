"""`callcast run` as a real process, for tests and benchmarks."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.support.signed_in import LocalToken


def free_port() -> int:
    """A TCP port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: str, true: Callable[[], Any], seconds: float = 15.0) -> Any:
    """Ask again until the answer is true; the answer. Fails with `what` when the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError, OSError, LookupError, StopIteration):
            if answer := true():
                return answer
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")


@dataclass
class Instance:
    """A running `callcast run` with its own data folder and ports."""

    folder: Path
    settings: str = ""
    web: int = field(default_factory=free_port)
    rtsp: int = field(default_factory=free_port)
    http: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    """What stands before the command line of the process, such as `unshare -m`."""
    patience: float = 30.0
    """Seconds that it has to start."""
    process: "subprocess.Popen[bytes] | None" = None
    log: list[str] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        """What the commands of this instance run with."""
        ports = {"WEB": self.web, "RTSP": self.rtsp, "HTTP": self.http}
        ours = {f"CALLCAST_{name}__LISTEN": f"127.0.0.1:{port}" for name, port in ports.items()}
        # What tells the tests where to find something is no setting.
        outer = {name: value for name, value in os.environ.items() if not name.startswith("CALLCAST_TEST_")}
        # Where the file names no engines it is one that is there at once; the environment would override the file.
        outer.pop("CALLCAST_SPEECH__ENGINES", None)
        if "engines" not in self.settings:
            ours["CALLCAST_SPEECH__ENGINES"] = '["espeak"]'
        return {**outer, "PYTHONWARNINGS": "default", **ours, **self.environment}

    def arguments(self, *command: str) -> list[str]:
        """The command line of `callcast COMMAND` for this instance."""
        config = ["--config", str(self.folder / "callcast.toml")] if self.settings else []
        return [sys.executable, "-m", "callcast.cli.main", *command, "--data", str(self.data), *config]

    def command(self, *command: str, typed: str = "", seconds: float = 20.0) -> "subprocess.CompletedProcess[str]":
        """Run `callcast COMMAND` to its end with `typed` on its standard input."""
        return subprocess.run(
            [*self.before, *self.arguments(*command)],
            env=self.environ,
            input=typed,
            capture_output=True,
            encoding="utf-8",
            timeout=seconds,
            check=False,
        )

    def configure(self, settings: str) -> None:
        """Write the settings file; who runs already reads it at the next reload."""
        self.settings = settings
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "callcast.toml").write_text(settings, encoding="utf-8")

    def start(self) -> None:
        """Start it and wait until both halves serve."""
        self.configure(self.settings)
        self.process = subprocess.Popen(
            [*self.before, *self.arguments("run")],
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self._reading = threading.Thread(target=self._read_log, daemon=True)
        self._reading.start()
        until("both halves serve", self._serves, self.patience)

    def _serves(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "".join(self.log)
        return bool(self.get("/healthz").json()["player"] == "up")

    def _read_log(self) -> None:
        assert self.process is not None
        assert self.process.stderr is not None
        with self.process.stderr as lines:
            for line in lines:
                self.log.append(line.decode("utf-8", "replace"))

    def ask_to_stop(self) -> None:
        """SIGTERM."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """Ask it to stop; the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.ask_to_stop()
        try:
            return self.process.wait(10)
        finally:
            if self.process.poll() is None:
                for child in self.children():
                    child.kill()
                self.process.kill()
                self.process.wait(10)
            self._reading.join(10)

    def children(self) -> list[psutil.Process]:
        """Every process under it."""
        assert self.process is not None
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children(recursive=True)
        return []

    def workers(self, engine: str) -> list[psutil.Process]:
        """The live processes of a speech engine."""
        found = []
        for child in self.children():
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                line = child.cmdline()
                if "callcast.player.speech.worker" in line and engine in line:
                    found.append(child)
        return found

    def half(self, name: str) -> psutil.Process:
        """The process of `desk` or `player`."""
        for child in self.children():
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                line = child.cmdline()
                if "half" in line and name in line:
                    return child
        raise LookupError(f"no {name} among the children")

    def url(self, path: str = "/hall") -> str:
        """Where a player listens."""
        return f"rtsp://127.0.0.1:{self.rtsp}{path}"

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self.folder / "data"

    def ask(self, method: str, path: str, *, timeout: float = 10, **request: Any) -> httpx.Response:
        """Of the API, signed in as a program of this machine; `request` as for httpx."""
        url, auth = f"http://127.0.0.1:{self.web}{path}", LocalToken(self.data)
        return httpx.request(method, url, auth=auth, timeout=timeout, trust_env=False, **request)

    def get(self, path: str) -> httpx.Response:
        """GET from the API."""
        return self.ask("GET", path, timeout=70)

    def put(self, path: str, **request: Any) -> httpx.Response:
        """PUT to the API; `request` as for httpx."""
        return self.ask("PUT", path, **request)

    @cached_property
    def token(self) -> str:
        """A token that may do everything, and outlives its desk, for programs that are given one."""
        scopes = self.get("/api/session").json()["scopes"]
        made = self.post("/api/tokens", json={"name": "tests", "scopes": scopes})
        assert made.status_code == 201, made.text
        return str(made.json()["token"])

    def delete(self, announcement: str) -> httpx.Response:
        """Cancel an announcement."""
        return self.ask("DELETE", f"/api/announcements/{announcement}")

    def post(self, path: str = "/api/announcements", **request: Any) -> httpx.Response:
        """POST to the API; `request` as for httpx: `json`, `content`, `headers`."""
        return self.ask("POST", path, **request)

    def say(self, text: str, **more: Any) -> str:
        """Ask for an announcement; its id once it is accepted."""
        answer = self.post(json={"text": text, **more})
        assert answer.status_code == 202, answer.text
        return str(json.loads(answer.text)["id"])

    def final(self, announcement: str, seconds: int = 30) -> dict[str, Any]:
        """The announcement once it is over."""
        answer: dict[str, Any] = self.get(f"/api/announcements/{announcement}?wait={seconds}").json()
        return answer


@contextlib.contextmanager
def running(folder: Path, settings: str = "", **environment: str) -> Iterator[Instance]:
    """A started instance, ended with the block; nothing of it is left then, and its log has no traceback."""
    with at_work(Instance(folder, settings, environment=environment)) as instance:
        yield instance


@contextlib.contextmanager
def at_work(instance: Instance) -> Iterator[Instance]:
    """`instance` started, ended with the block; nothing of it is left then, and its log has no traceback."""
    try:
        instance.start()
        yield instance
    except BaseException:
        sys.stderr.write("".join(instance.log[-60:]))
        raise
    finally:
        family = instance.children() if instance.process else []
        instance.stop()
        _, alive = psutil.wait_procs(family, timeout=2)
        assert not alive, alive
    assert not [line for line in instance.log if "Traceback" in line], "".join(instance.log)
