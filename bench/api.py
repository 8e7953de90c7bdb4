"""Announcements accepted a second, and how long each takes, over HTTP on loopback with a real database.

`python -m bench.api` runs first at 200 requests a second, each measured from the time at which it was due, then as fast
as the same 16 connections can. The client is bare sockets, so that little of what is measured is its own.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.signed_in import headers

DESK = Path(__file__).parent.parent / "tests" / "integration" / "posting_desk.py"
RATE, SECONDS, CONNECTIONS = 200, 10, 16
BODY = json.dumps({"text": "請 A012 號到 3 號櫃檯"}).encode()
HEAD = (
    b"POST /api/announcements HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n" % len(BODY)
)


def request(data: Path) -> bytes:
    """As it goes over the wire, signed in to the desk with that data folder."""
    return HEAD + b"".join(f"{name}: {value}\r\n".encode() for name, value in headers(data).items()) + b"\r\n" + BODY


async def post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes) -> None:
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 202"), head
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.partition(b":")[2]))


async def connection(address: str, sent: bytes, due: Iterator[float], took: list[float]) -> None:
    host, _, port = address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for moment in due:
        await asyncio.sleep(max(0.0, moment - time.monotonic()))
        start = moment or time.monotonic()
        await post(reader, writer, sent)
        took.append(time.monotonic() - start)
    writer.close()


def flat_out(end: float) -> Iterator[float]:
    while time.monotonic() < end:
        yield 0.0


async def measure(name: str, address: str, sent: bytes, due: Iterator[float]) -> None:
    took: list[float] = []
    start = time.monotonic()
    await asyncio.gather(*(connection(address, sent, due, took) for _ in range(CONNECTIONS)))
    rate = len(took) / (time.monotonic() - start)
    took.sort()
    median, p99, worst = (1000 * took_ for took_ in (statistics.median(took), took[int(len(took) * 0.99)], took[-1]))
    print(f"{name}: {rate:.0f} accepted/s, median {median:.1f} ms, p99 {p99:.1f} ms, worst {worst:.1f} ms")


async def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        desk = await asyncio.create_subprocess_exec(sys.executable, DESK, data, stdout=asyncio.subprocess.PIPE)
        assert desk.stdout is not None
        try:
            address = (await desk.stdout.readline()).decode().strip()
            sent = request(Path(data))
            await measure("warm-up", address, sent, iter([0.0] * 100))
            start = time.monotonic() + 0.1
            await measure(f"at {RATE}/s", address, sent, (start + number / RATE for number in range(RATE * SECONDS)))
            await measure("flat out", address, sent, flat_out(time.monotonic() + SECONDS / 2))
        finally:
            desk.kill()
            await desk.communicate()


if __name__ == "__main__":
    asyncio.run(main())
