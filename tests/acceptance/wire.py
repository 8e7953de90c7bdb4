"""A plain RTSP reader over TCP that keeps every RTP packet with its time of arrival: the wire, by numbers."""

import socket
import struct
import threading
import time
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

SILENCE = {"aac": bytes.fromhex("01182007"), "opus": bytes.fromhex("f8fffe")}


class Packet(NamedTuple):
    """One RTP packet; `at` is the monotonic clock in seconds."""

    at: float
    sequence: int
    timestamp: int
    payload: bytes

    @property
    def silent(self) -> bool:
        """An AAC access unit of silence behind its 4 bytes of AU header (RFC 3640)."""
        return self.payload[4:] == SILENCE["aac"]


@dataclass(frozen=True)
class Gap:
    """Between two packets something is missing, or came twice."""

    before: Packet
    after: Packet


class Reader:
    """Reads one stream of `rtsp://127.0.0.1:port/path` in a thread until closed; use it as a context."""

    def __init__(self, port: int, path: str = "/hall") -> None:
        self.path = path
        self.packets: list[Packet] = []
        self.reports = 0
        self.ended: float | None = None
        self._url = f"rtsp://127.0.0.1:{port}{path}"
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self._buffer = b""
        self._sequence = 0
        self._session = ""
        try:
            self._play()
        except BaseException:
            self._socket.close()
            raise
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave."""
        self._socket.close() if self.ended else self._shutdown()
        self._thread.join(5)

    def _shutdown(self) -> None:
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        finally:
            self._socket.close()

    def _play(self) -> None:
        self._ask("OPTIONS", self._url)
        _, description = self._ask("DESCRIBE", self._url, "Accept: application/sdp\r\n")
        control = [line[10:] for line in description.splitlines() if line.startswith("a=control:")][-1]
        control = control if control.startswith("rtsp:") else f"{self._url}/{control}"
        self._ask("SETUP", control, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n")
        self._ask("PLAY", self._url, "Range: npt=0.000-\r\n")

    def _ask(self, method: str, url: str, headers: str = "") -> tuple[str, str]:
        self._sequence += 1
        session = f"Session: {self._session}\r\n" if self._session else ""
        self._socket.sendall(f"{method} {url} RTSP/1.0\r\nCSeq: {self._sequence}\r\n{session}{headers}\r\n".encode())
        while b"\r\n\r\n" not in self._buffer:
            self._more()
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        assert lines[0].startswith("RTSP/1.0 200"), lines[0]
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        self._session = fields.get("session", self._session).partition(";")[0]
        length = int(fields.get("content-length", "0"))
        while len(self._buffer) < length:
            self._more()
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return head.decode(), body.decode()

    def _more(self) -> None:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("the server has closed the connection")
        self._buffer += data

    def _read(self) -> None:
        try:
            self._socket.settimeout(10)
            while True:
                self._take(time.monotonic())
                self._more()
        except OSError:
            self.ended = time.monotonic()

    def _take(self, now: float) -> None:
        while len(self._buffer) >= 4 and self._buffer[0] == 0x24:
            channel, length = struct.unpack_from("!BH", self._buffer, 1)
            if len(self._buffer) < 4 + length:
                return
            data, self._buffer = self._buffer[4 : 4 + length], self._buffer[4 + length :]
            if channel == 0:
                sequence, timestamp = struct.unpack_from("!HI", data, 2)
                self.packets.append(Packet(now, sequence, timestamp, data[12:]))
            else:
                self.reports += 1

    def gaps(self, frame: int = 1024) -> list[Gap]:
        """Where sequence numbers or timestamps do not go on by one frame of so many samples."""
        pairs = pairwise(self.packets)
        return [
            Gap(a, b)
            for a, b in pairs
            if (b.sequence - a.sequence) & 0xFFFF != 1 or (b.timestamp - a.timestamp) & 0xFFFFFFFF != frame
        ]

    def longest_wait(self) -> float:
        """The longest time between two arrivals, in seconds."""
        times = [packet.at for packet in self.packets]
        return max((b - a for a, b in pairwise(times)), default=0.0)

    def voiced(self, since: float = 0.0) -> list[Packet]:
        """Packets that are not silence and came after `since`."""
        return [packet for packet in self.packets if packet.at >= since and not packet.silent]


class Stalled(Reader):
    """Plays a stream and reads nothing of it."""

    def _play(self) -> None:
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        super()._play()

    def _read(self) -> None:
        """Never."""

    def was_cut(self) -> bool:
        """The server has closed the connection; what was sent before is read and thrown away."""
        self._socket.settimeout(5)
        try:
            while self._socket.recv(65536):
                pass
        except ConnectionError:
            return True
        return True
