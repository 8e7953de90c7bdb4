"""Fixtures: a desk, and the command as a process."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.unit.cli.desk import Callcast, Desk, Done, handler


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A server on loopback."""
    desk = Desk()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(desk))
    server.daemon_threads = True
    desk.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield desk
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The environment of a person without settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CALLCAST_")}
    ours["CALLCAST_SPEECH__ENGINES"] = '["espeak"]'
    return {**ours, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "CALLCAST_DATA": str(tmp_path / "data")}


@pytest.fixture
def callcast(tmp_path: Path, environ: dict[str, str]) -> Callcast:
    """Run `callcast ARGUMENTS` to its end."""

    def run(*arguments: str, stdin: bytes = b"", **more: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "callcast.cli.main", *arguments],
            input=stdin,
            capture_output=True,
            timeout=60,
            check=False,
            cwd=tmp_path,
            env={**environ, **more, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        return Done(
            done.returncode, done.stdout.decode().replace("\r\n", "\n"), done.stderr.decode().replace("\r\n", "\n")
        )

    return run
