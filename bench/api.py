"""Announcements accepted a second, and how long each takes, over HTTP on loopback with a real database.

`python bench/api.py` runs first at 200 requests a second, each measured from the time at which it was due, then as fast
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

DESK = Path(__file__).parent.parent / "tests" / "integration" / "posting_desk.py"
RATE, SECONDS, CONNECTIONS = 200, 10, 16
BODY = json.dumps({"text": "請 A012 號到 3 號櫃檯"}).encode()
REQUEST = (
    b"POST /api/announcements HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
)


async def post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(REQUEST)
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 202"), head
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.partition(b":")[2]))


async def connection(host: str, port: int, due: Iterator[float], took: list[float]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    for moment in due:
        await asyncio.sleep(max(0.0, moment - time.monotonic()))
        start = moment or time.monotonic()
        await post(reader, writer)
        took.append(time.monotonic() - start)
    writer.close()


def flat_out(end: float) -> Iterator[float]:
    while time.monotonic() < end:
        yield 0.0


async def measure(name: str, address: str, due: Iterator[float]) -> None:
    host, _, port = address.rpartition(":")
    took: list[float] = []
    start = time.monotonic()
    await asyncio.gather(*(connection(host, int(port), due, took) for _ in range(CONNECTIONS)))
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
            await measure("warm-up", address, iter([0.0] * 100))
            start = time.monotonic() + 0.1
            await measure(f"at {RATE}/s", address, (start + number / RATE for number in range(RATE * SECONDS)))
            await measure("flat out", address, flat_out(time.monotonic() + SECONDS / 2))
        finally:
            desk.kill()
            await desk.communicate()


if __name__ == "__main__":
    asyncio.run(main())
