"""`callcast publish`, the real command with the real ffmpeg; where it goes nobody must listen."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.support.clients import need
from tests.unit.cli.desk import Callcast

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and sockets with a path are POSIX's")

SECOND = bytes(24_000 * 2)
"""Of silence, as it comes without any option."""


@pytest.fixture(autouse=True)
def ffmpeg() -> None:
    need("ffmpeg")


@pytest.fixture
def udp() -> Iterator[str]:
    """A destination that takes whatever comes."""
    with socket.socket(type=socket.SOCK_DGRAM) as taker:
        taker.bind(("127.0.0.1", 0))
        yield f"udp://127.0.0.1:{taker.getsockname()[1]}"


def test_standard_input_to_its_end(callcast: Callcast, udp: str) -> None:
    done = callcast("publish", "--from", "-", "--to", udp, stdin=SECOND * 3)
    assert done.code == 0, done.err
    assert f"standard input is published to {udp}" in done.err
    assert "stopped" not in done.err


@pytest.mark.parametrize("sound", [b"", SECOND])
def test_what_ends_before_anything_was_published_has_failed(callcast: Callcast, udp: str, sound: bytes) -> None:
    done = callcast("publish", "--from", "-", "--to", "rtsp://127.0.0.1:1/x" if sound else udp, stdin=sound)
    assert done.code == 1
    assert "callcast: Standard input ended before anything was published to " in done.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("from_", "to", "says"),
    [
        ("-", "rtsq://joe:s3cret@h/x", "callcast: rtsq://h is not where ffmpeg can publish to; url must begin"),
        ("-", "joe:s3cret@h", "callcast: *** is not where ffmpeg can publish to"),
        ("/run/x.sock", "rtsp://h/x", 'write "unix:/run/x.sock" or "fifo:/run/x.sock"'),
        ("stdout:", "rtsp://h/x", '"stdout:" is for writing; write "-" for standard input'),
    ],
)
def test_what_cannot_begin(callcast: Callcast, from_: str, to: str, says: str) -> None:
    done = callcast("publish", "--from", from_, "--to", to)
    assert done.code == 2
    assert says in done.err
    assert len(done.err.splitlines()) == 1
    assert "s3cret" not in done.err


def test_without_any_ffmpeg(callcast: Callcast, tmp_path: Path) -> None:
    none = {"PATH": str(tmp_path), "IMAGEIO_FFMPEG_EXE": str(tmp_path / "none")}
    done = callcast("publish", "--from", "-", "--to", "rtsp://h/x", **none)
    assert done.code == 2
    assert done.err.startswith("callcast: There is no ffmpeg program; install one")


@posix
def test_given_up(callcast: Callcast, tmp_path: Path) -> None:
    place = f"unix:{tmp_path}/none"
    done = callcast("publish", "--from", place, "--to", "rtsp://h/x", "--max-retries", "1")
    assert done.code == 1
    *states, last = done.err.splitlines()
    assert len(states) == 2
    assert all(f"{place} is not there" in line for line in states)
    assert f"is given up after 2 starts: {place} is not there" in last


class Speaker(threading.Thread):
    """Silence on a Unix socket, at the pace of sound, to whoever comes."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._over = threading.Event()

    def run(self) -> None:
        """Until closed."""
        readers: list[socket.socket] = []
        self._listener.settimeout(0.05)
        while not self._over.is_set():
            with contextlib.suppress(TimeoutError):
                readers.append(self._listener.accept()[0])
            readers = [reader for reader in readers if _given(reader)]
        for reader in readers:
            reader.close()
        self._listener.close()

    def close(self) -> None:
        """End it."""
        self._over.set()
        self.join(5)


def _given(reader: socket.socket) -> bool:
    """A twentieth of a second; whether it has taken it."""
    try:
        reader.sendall(SECOND[: len(SECOND) // 20])
    except OSError:
        reader.close()
        return False
    return True


@pytest.fixture
def speaker(tmp_path: Path) -> Iterator[str]:
    """The place where it speaks."""
    one = Speaker(tmp_path / "s")
    one.start()
    yield f"unix:{tmp_path / 's'}"
    one.close()


@pytest.fixture
def ctrl_c_is_heard() -> Iterator[None]:
    """Tests that run in the background ignore Ctrl-C, and what they start would inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@posix
@pytest.mark.usefixtures("ctrl_c_is_heard")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0), (signal.SIGKILL, -9)])
def test_however_it_is_ended_its_ffmpeg_is_too(
    number: signal.Signals, code: int, speaker: str, udp: str, environ: dict[str, str]
) -> None:
    path = os.pathsep.join(part for part in sys.path if part)
    command = [sys.executable, "-m", "callcast.cli.main", "publish", "--from", speaker, "--to", udp]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env={**environ, "PYTHONPATH": path}) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert b"is published to" in line, line
        family = psutil.Process(process.pid).children(recursive=True)
        assert any("ffmpeg" in one.name() for one in family)
        process.send_signal(number)
        assert process.wait(10) == code
        assert process.stderr.read().strip() == b""
    _, alive = psutil.wait_procs(family, timeout=5)
    assert not alive
