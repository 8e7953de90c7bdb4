"""The media servers of the tests, for benchmarks."""

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from tests.acceptance.instance import until
from tests.support.media_servers import Kind, Ports


@dataclass(frozen=True)
class Serving:
    """One that runs: its name, where it takes RTSP, and its process."""

    name: str
    port: int
    process: psutil.Process

    @property
    def url(self) -> str:
        """Of everything that is published to it."""
        return f"rtsp://127.0.0.1:{self.port}"

    def listens(self) -> bool:
        """Whether it takes connections."""
        return any(one.laddr.port == self.port for one in self.process.net_connections("tcp") if one.status == "LISTEN")


@contextlib.contextmanager
def serving(kind: Kind) -> Iterator[Serving | None]:
    """One of this kind, killed at the end of the block; None where there is none, which is said."""
    with tempfile.TemporaryDirectory() as folder:
        ports = Ports.free()
        try:
            command = kind.command(ports, Path(folder))
        except pytest.skip.Exception as reason:
            print(f"{kind}: {reason}")
            yield None
            return
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            server = Serving(kind.name, ports.rtsp, psutil.Process(process.pid))
            until(f"{kind} listens", server.listens)
            yield server
        finally:
            process.kill()
            process.wait()
