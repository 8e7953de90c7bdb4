"""From kill -9 of a half until it answers again: `python -m bench.restart [rounds]`."""

import socket
import sys
import tempfile
import time
from pathlib import Path

from tests.acceptance.instance import Instance, running, until

from bench.figures import percentile, table


def answers(port: int) -> bool:
    """The RTSP server answers an OPTIONS."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as client:
        client.sendall(b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n")
        return client.recv(64).startswith(b"RTSP/1.0 200")


def kill(instance: Instance, name: str) -> float:
    """Seconds until `name` is back after a kill -9."""
    instance.half(name).kill()
    killed = time.monotonic()
    if name == "player":
        until("RTSP answers", lambda: answers(instance.rtsp), 30)
    else:
        until("the API answers", lambda: instance.get("/api/channels").is_success, 30)
    return time.monotonic() - killed


def main(rounds: int) -> None:
    """A fresh instance for each round, since a half that dies twice at once waits longer before it starts again."""
    taken: dict[str, list[float]] = {"player": [], "desk": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as instance:
            for name, times in taken.items():
                times.append(kill(instance, name) * 1000)
                until("both are well", lambda: instance.get("/healthz").is_success, 30)
    rows = [(name, len(times), percentile(times, 0.5), max(times)) for name, times in taken.items()]
    table(("kill -9 to answer, ms", "rounds", "median", "max"), rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
