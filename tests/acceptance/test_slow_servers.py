"""However long an RTMP server takes, no other channel waits for it."""

import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from tests.acceptance.instance import Instance, free_port, running, until
from tests.acceptance.wire import Reader
from tests.support.clients import need

CHANNELS = """
[[channels]]
id = "hall"
languages = ["en"]
{outputs}
[[channels]]
id = "door"
languages = ["en"]
"""
AWAY = 0.15
"""Seconds to the server that is far away."""

LATE = 0.7
"""Seconds without a packet that a busy machine may cause; a server made it 1.5 and more."""


@contextlib.contextmanager
def silent() -> Iterator[int]:
    """The port of a server that takes connections, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@contextlib.contextmanager
def far_away(folder: Path) -> Iterator[int]:
    """The port of a server that takes the stream, `AWAY`."""
    port = free_port()
    url = f"rtmp://127.0.0.1:{port}/live/key"
    command = [need("ffmpeg"), "-nostdin", "-v", "error", "-listen", "1", "-i", url, "-f", "null", "-"]
    with (folder / "server.log").open("wb") as log, subprocess.Popen(command, stderr=log) as server:
        try:
            with relay(port) as nearer:
                yield nearer
        finally:
            server.kill()


@contextlib.contextmanager
def relay(port: int) -> Iterator[int]:
    """Whatever goes by this port to the other arrives there `AWAY` later, and so do the answers."""
    ends: list[socket.socket] = []

    def pump(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                time.sleep(AWAY)
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listening.accept()
                ends.append(near)
                with contextlib.suppress(ConnectionRefusedError):
                    far = socket.create_connection(("127.0.0.1", port))
                    ends.append(far)
                    for way in ((near, far), (far, near)):
                        threading.Thread(target=pump, args=way, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=accept, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            for end in ends:
                end.close()


def output(instance: Instance) -> dict[str, object]:
    hall = next(one for one in instance.get("/api/channels").json()["items"] if one["id"] == "hall")
    return dict(hall["outputs"][0])


def door_beside(folder: Path, url: str, true: Callable[[dict[str, object]], bool]) -> None:
    """Listen to the one channel while the other is pushed to `url`, until what is told of that is true."""
    with running(folder, CHANNELS.format(outputs="")) as instance, Reader(instance.rtsp, "/door") as reader:
        outputs = f'[[channels.outputs]]\nkind = "push"\nurl = "{url}"\n'
        instance.configure(CHANNELS.format(outputs=outputs))
        assert instance.command("reload").returncode == 0
        until("it is told", lambda: true(output(instance)))
        told = time.monotonic()
        until("sound since", lambda: reader.packets[-1].at > told)
        assert not reader.gaps()
        assert max(after.at - before.at for before, after in pairwise(reader.packets)) < LATE
        assert "hush" not in "".join(instance.log)
        assert not [one for one in instance.children() if "hush" in " ".join(one.cmdline())]


def test_that_say_nothing(tmp_path: Path) -> None:
    with silent() as port:
        url = f"rtmp://127.0.0.1:{port}/live/hush"
        door_beside(tmp_path, url, lambda told: "has taken nothing" in str(told["reason"]))


def test_that_are_far_away(tmp_path: Path) -> None:
    with far_away(tmp_path) as port:
        url = f"rtmp://127.0.0.1:{port}/live/key"
        door_beside(tmp_path, url, lambda told: told["state"] == "running" and bool(told["frames"]))


def test_that_nobody_knows(tmp_path: Path) -> None:
    url = "rtmp://no-such-host.invalid/live/hush"
    door_beside(tmp_path, url, lambda told: "no-such-host.invalid" in str(told["reason"]))
