"""Readers by the thousand, in processes of their own so that their work is not counted as the server's.

Most only empty their sockets now and then. A few are watched: a second process notes when each packet arrives, against
the time at which it was due by the sender reports (RFC 3550, 6.4.1) of its stream.
"""

import contextlib
import multiprocessing
import selectors
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

from bench.figures import percentile
from callcast.player.media.clip import RATE

EPOCH_1900 = 2_208_988_800
DRAIN_EVERY = 0.05
"""Seconds; readers far away do not wake for each packet alone."""
WATCHED = 20
"""So many of the readers have their packets' arrival noted."""
SENDER_REPORT = 200
PATIENCE = 60.0
"""Seconds for all readers to join."""


@dataclass(frozen=True)
class Arrivals:
    """What the watched readers saw since the mark: milliseconds behind the due time, and packets that are missing."""

    late: list[float]
    missing: int

    @property
    def summary(self) -> tuple[float, float, float]:
        """Median, p99 and the worst, in milliseconds."""
        return percentile(self.late, 0.5), percentile(self.late, 0.99), max(self.late)


def _join(port: int, path: str, transport: str = "RTP/AVP/TCP") -> socket.socket:
    """The connection to the stream of AAC at `path`, interleaved if it is not to come by another `transport`."""
    sock = socket.create_connection(("127.0.0.1", port), timeout=10)
    url = f"rtsp://127.0.0.1:{port}{path}"
    sock.sendall(f"SETUP {url}/track1 RTSP/1.0\r\nCSeq: 1\r\nTransport: {transport}\r\n\r\n".encode())
    answer = sock.recv(2_000).decode()
    assert answer.startswith("RTSP/1.0 200"), answer
    session = answer.partition("Session: ")[2].partition("\r\n")[0].partition(";")[0]
    sock.sendall(f"PLAY {url} RTSP/1.0\r\nCSeq: 2\r\nSession: {session}\r\n\r\n".encode())
    played = b""
    while b"\r\n\r\n" not in played:
        # One byte at a time: what follows the answer is the stream's.
        played += sock.recv(1)
    assert played.startswith(b"RTSP/1.0 200"), played
    sock.setblocking(False)
    return sock


def _drain(port: int, paths: Sequence[str], wire: Connection) -> None:
    """A process: join all, say so, and empty the sockets until it is killed."""
    with selectors.DefaultSelector() as selector:
        for path in paths:
            selector.register(_join(port, path), selectors.EVENT_READ)
        wire.send(True)
        while True:
            for key, _ in selector.select():
                key.fileobj.recv(65_536)  # type: ignore[union-attr]
            time.sleep(DRAIN_EVERY)


class _Watched:
    """One watched stream of AAC."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._rest = b""
        self._origin: float | None = None
        self._expected: int | None = None
        self._first = 0
        self.late: list[float] = []
        self.missing = 0

    def take(self) -> None:
        """Note what has arrived."""
        data, now, at = self._rest + self.sock.recv(65_536), time.time(), 0
        while len(data) - at >= 4 and len(data) - at >= 4 + (length := int.from_bytes(data[at + 2 : at + 4], "big")):
            packet = data[at + 4 : at + 4 + length]
            if data[at + 1] == 0:
                self._sound(packet, now)
            elif packet[1] == SENDER_REPORT:
                # The latest counts: after a stall of more than a second the player's epoch is another.
                seconds, fraction, self._first = struct.unpack_from("!III", packet, 8)
                self._origin = seconds - EPOCH_1900 + fraction / 2**32
            at += 4 + length
        self._rest = data[at:]

    def _sound(self, packet: bytes, now: float) -> None:
        sequence, stamp = struct.unpack_from("!HI", packet, 2)
        if self._expected is not None:
            self.missing += (sequence - self._expected) & 0xFFFF
        self._expected = (sequence + 1) & 0xFFFF
        if self._origin is not None:
            due = self._origin + ((stamp - self._first) & 0xFFFFFFFF) / RATE
            self.late.append((now - due) * 1000)


def _watch(port: int, paths: Sequence[str], wire: Connection) -> None:
    """A process: join all, say so; then for each word from `wire` answer with what came since the word before."""
    with selectors.DefaultSelector() as selector:
        watched = [_Watched(_join(port, path)) for path in paths]
        for one in watched:
            selector.register(one.sock, selectors.EVENT_READ, one.take)
        selector.register(wire, selectors.EVENT_READ, None)
        wire.send(True)
        while True:
            for key, _ in selector.select():
                if key.data is not None:
                    key.data()
                    continue
                wire.recv()
                wire.send(Arrivals([ms for one in watched for ms in one.late], sum(one.missing for one in watched)))
                for one in watched:
                    one.late.clear()
                    one.missing = 0


class Listeners:
    """The readers of `listening`."""

    def __init__(self, watch: Connection) -> None:
        """`watch` is the line to the process of those that are watched."""
        self._watch = watch

    def arrivals(self) -> Arrivals:
        """What came since this was asked last."""
        self._watch.send(True)
        assert self._watch.poll(PATIENCE)
        arrivals = self._watch.recv()
        assert isinstance(arrivals, Arrivals)
        return arrivals


@contextlib.contextmanager
def listening(port: int, paths: Sequence[str]) -> Iterator[Listeners]:
    """A reader for each of `paths` on the RTSP server at `port`; all have joined. They are gone with the block."""
    context = multiprocessing.get_context("spawn")
    # The watched are spread over the paths. They join last, and so get each frame behind the others on their channel.
    chosen = set(range(0, len(paths), max(1, len(paths) // WATCHED)))
    shares = {_drain: [p for i, p in enumerate(paths) if i not in chosen], _watch: [paths[i] for i in sorted(chosen)]}
    processes = []
    try:
        for work, share in shares.items():
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(port, share, theirs), daemon=True)
            process.start()
            processes.append(process)
            assert ours.poll(PATIENCE), "the readers have not joined"
            ours.recv()
        yield Listeners(ours)
    finally:
        for process in processes:
            process.kill()
            process.join()


@contextlib.contextmanager
def deaf(port: int, paths: Sequence[str]) -> Iterator[None]:
    """A reader by UDP for each of `paths` that never reads: the system drops what is too much, as with `peers`."""
    with contextlib.ExitStack() as stack:
        for path in paths:
            sink = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            sink.bind(("127.0.0.1", 0))
            rtp = sink.getsockname()[1]
            stack.enter_context(_join(port, path, f"RTP/AVP;unicast;client_port={rtp}-{rtp + 1}"))
        yield
