"""Real media servers on loopback, as child processes; a test of one that is not there is skipped and says so."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from callcast.child import Child

INTEROP = Path(__file__).parents[1] / "interop"
SYSTEM_PYTHON = "/usr/bin/python3"
UP_WITHIN = 15.0
BUILT_WITHIN = 300


def cache() -> Path:
    """Where what takes long to build is kept between runs."""
    return Path(os.environ.get("CALLCAST_TEST_CACHE") or Path.home() / ".cache" / "callcast-test")


@dataclass(frozen=True)
class Ports:
    """One for RTSP, and others that some servers need: `udp` is even and has the next one with it."""

    rtsp: int
    other: int
    udp: int

    @classmethod
    def free(cls) -> "Ports":
        """Some that nobody uses."""
        with contextlib.ExitStack() as held:
            return cls(_free(held, (0, socket.SOCK_STREAM)), _free(held, (0, socket.SOCK_STREAM)), _even(held))


def _free(held: contextlib.ExitStack, *wanted: tuple[int, int]) -> int:
    """Bind each port, for a kind of socket, until `held` is closed; the number of the first."""
    sockets = [held.enter_context(socket.socket(type=kind)) for _, kind in wanted]
    for sock, (port, _) in zip(sockets, wanted, strict=True):
        sock.bind(("127.0.0.1", port))
    return int(sockets[0].getsockname()[1])


def _even(held: contextlib.ExitStack) -> int:
    while True:
        port = _free(held, (0, socket.SOCK_DGRAM))
        if port % 2 == 0:
            with contextlib.suppress(OSError):
                _free(held, (port + 1, socket.SOCK_DGRAM))
                return port


@dataclass(frozen=True)
class Kind:
    """A media server; `command` starts it on its ports, with a folder of its own.

    `relays` tells that what is published to it can be read from it by RTSP, with the packets' own time; else it stamps
    them anew, up to `jitter` off, in units of 1/90,000 s.
    """

    name: str
    command: Callable[[Ports, Path], list[str]]
    relays: bool = True
    jitter: int = 0

    @property
    def heard_with(self) -> tuple[str, ...]:
        """ffmpeg's options to listen; of MPEG-TS it would look at five seconds before it lets any be heard."""
        return ("-rtsp_transport", "tcp") if self.relays else ("-analyzeduration", "300000")

    def __str__(self) -> str:
        return self.name


class MediaServer:
    """One of a kind; it keeps its ports when it is killed and started again."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        self.kind = kind
        self.ports = Ports.free()
        self._command = kind.command(self.ports, folder)
        self._child: Child | None = None

    @property
    def url(self) -> str:
        """Where to publish."""
        return f"rtsp://127.0.0.1:{self.ports.rtsp}/hall"

    @property
    def heard_at(self) -> str:
        """Where to listen."""
        return self.url if self.kind.relays else f"tcp://127.0.0.1:{self.ports.other}"

    async def start(self) -> None:
        """Return once it takes connections."""
        # Listeners of a killed server may linger; it says nothing of why it ends, so that it is tried again.
        self._child = await Child.start(*self._command)

        async def up() -> None:
            while not await _listens(self.ports.rtsp):
                assert self._child is not None
                if self._child.code is not None:
                    self._child = await Child.start(*self._command)
                await asyncio.sleep(0.02)

        await asyncio.wait_for(up(), UP_WITHIN)

    async def audible(self) -> None:
        """Return once listeners can come, if the server makes that wait for the first packets."""

        if not self.kind.relays:
            await asyncio.wait_for(_listening(self.ports.other), UP_WITHIN)

    async def kill(self) -> None:
        """SIGKILL; idempotent."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            await child.close()

    def halt(self) -> None:
        """SIGSTOP, where there is such a thing."""
        assert self._child is not None
        self._child.signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """SIGCONT."""
        assert self._child is not None
        self._child.signal(signal.SIGCONT)


async def _listening(port: int) -> None:
    while not await _listens(port):  # noqa: ASYNC110 - what it waits for is in another process
        await asyncio.sleep(0.02)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


@asynccontextmanager
async def media_server(kind: Kind, folder: Path) -> AsyncIterator[MediaServer]:
    """One that runs; it is killed at the end of the block."""
    server = MediaServer(kind, folder)
    try:
        await server.start()
        yield server
    finally:
        await server.kill()


def _xiu(ports: Ports, folder: Path) -> list[str]:
    program = cache() / "bin" / "xiu"
    if not program.exists():
        pytest.skip(f"there is no {program}; scripts/xiu.sh builds it, where cargo is installed")
    config = folder / "xiu.toml"
    config.write_text(
        f"[rtsp]\nenabled = true\nport = {ports.rtsp}\nrelay_enabled = false\n[httpapi]\nport = {ports.other}\n"
        '[authsecret]\nkey = ""\npassword = ""\n[log]\nlevel = "error"\n'
    )
    return [str(program), "-c", str(config)]


def _gortsplib(ports: Ports, _folder: Path) -> list[str]:
    """Built anew only when its source has changed: Go keeps what it has compiled."""
    go = shutil.which("go") or shutil.which("/usr/local/go/bin/go")
    if go is None:
        pytest.skip("go is not installed")
    program = cache() / "bin" / "gortsplib_server"
    built = subprocess.run(
        [go, "build", "-trimpath", "-o", str(program), "."],
        cwd=INTEROP / "gortsplib_server",
        capture_output=True,
        text=True,
        timeout=BUILT_WITHIN,
        check=False,
    )
    if built.returncode:
        pytest.skip(f"the server in Go cannot be built here: {built.stderr[-300:]}")
    local = "127.0.0.1"
    return [str(program), f"{local}:{ports.rtsp}", f"{local}:{ports.udp}", f"{local}:{ports.udp + 1}"]


def _gstreamer(ports: Ports, _folder: Path, *picture: str) -> list[str]:
    probe = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
    if (
        not Path(SYSTEM_PYTHON).exists()
        or subprocess.run([SYSTEM_PYTHON, "-c", probe], capture_output=True, timeout=30, check=False).returncode
    ):
        pytest.skip("Debian's python3-gi and gir1.2-gst-rtsp-server-1.0 are not installed")
    return [SYSTEM_PYTHON, str(INTEROP / "gstreamer_server.py"), str(ports.rtsp), str(ports.other), *picture]


def _mediamtx(ports: Ports, folder: Path) -> list[str]:
    program = os.environ.get("CALLCAST_TEST_MEDIAMTX")
    if not program:
        pytest.skip("CALLCAST_TEST_MEDIAMTX names no MediaMTX")
    config = folder / "mediamtx.yml"
    local = "127.0.0.1"
    config.write_text(
        "".join(f"{protocol}: no\n" for protocol in ("rtmp", "hls", "webrtc", "srt"))
        + f"rtspTransports: [tcp, udp]\nrtspAddress: {local}:{ports.rtsp}\n"
        f"rtpAddress: {local}:{ports.udp}\nrtcpAddress: {local}:{ports.udp + 1}\npaths:\n  all_others:\n"
    )
    # Newer ones have MoQ, which writes a certificate into the folder they are started in; older ones refuse the word.
    return ["env", "MTX_MOQ=no", program, str(config)]


XIU = Kind("xiu", _xiu)
GORTSPLIB = Kind("gortsplib", _gortsplib)
GSTREAMER = Kind("gstreamer", _gstreamer, relays=False, jitter=1_800)
GSTREAMER_BOTH = Kind("gstreamer", lambda ports, folder: _gstreamer(ports, folder, "picture"), False, 1_800)
"""Takes a picture, too, and nothing without one."""
MEDIAMTX = Kind("mediamtx", _mediamtx)
ALL = (XIU, GORTSPLIB, GSTREAMER, MEDIAMTX)
RELAYS = tuple(kind for kind in ALL if kind.relays)
