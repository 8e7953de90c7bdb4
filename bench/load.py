"""Frames while the API is busy: `python -m bench.load [requests a second] [seconds]`.

Half of the requests are announcements, each for one of the channels in turn and of one of 50 texts, the other half ask
how one of them stands. Each has a time at which it is due, and its latency counts from there, so that a slow answer
hides no other. What was accepted must be on its way to being spoken: more than the channels can say is posted, so
that they speak without a pause.
"""

import asyncio
import itertools
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.acceptance.instance import Instance, running, until

from bench.channels import settings
from bench.figures import percentile, table
from bench.listeners import Arrivals, listening
from bench.usage import lateness, metric, usage

CHANNELS, CONNECTIONS, TEXTS = 40, 16, 50


@dataclass
class Answers:
    """Of the API, by method: milliseconds from due to the answer's last byte; and the answers that were errors."""

    took: dict[str, list[float]] = field(default_factory=lambda: {"POST": [], "GET": []})
    refused: dict[int, int] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Of all that did not fail."""
        return sum(map(len, self.took.values()))


def _request(number: int, ids: list[str], token: str) -> tuple[str, bytes]:
    """Method, and the request as it goes over the wire."""
    signed = f"Authorization: Bearer {token}\r\n"
    if number % 2 and ids:
        head = f"GET /api/announcements/{random.choice(ids)} HTTP/1.1\r\nHost: localhost\r\n{signed}\r\n"
        return "GET", head.encode()
    half = number // 2
    text = f"Ticket {half % TEXTS}, please."
    body = json.dumps({"text": text, "channels": [f"c{half % CHANNELS}"], "expires_in": 60}).encode()
    head = f"POST /api/announcements HTTP/1.1\r\nHost: localhost\r\n{signed}Content-Length: {len(body)}\r\n"
    return "POST", f"{head}Content-Type: application/json\r\n\r\n".encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return int(head.split(b" ", 2)[1]), await reader.readexactly(int(length.partition(b":")[2]))


async def _client(port: int, token: str, due: Iterator[tuple[int, float]], answers: Answers) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number, moment in due:
        await asyncio.sleep(max(0.0, moment - time.monotonic()))
        method, request = _request(number, answers.ids, token)
        writer.write(request)
        status, body = await _answer(reader)
        if status >= 400:
            answers.refused[status] = answers.refused.get(status, 0) + 1
            continue
        answers.took[method].append((time.monotonic() - moment) * 1000)
        if method == "POST":
            answers.ids.append(json.loads(body)["id"])
    writer.close()


async def _load(port: int, token: str, rate: int, seconds: float) -> Answers:
    answers, start = Answers(), time.monotonic() + 0.1
    due = iter([(number, start + number / rate) for number in range(int(rate * seconds))])
    await asyncio.gather(*(_client(port, token, due, answers) for _ in range(CONNECTIONS)))
    return answers


@dataclass(frozen=True)
class Measured:
    """One stretch of time: how late frames were by the player's own word, and at the readers."""

    player: tuple[float, float]
    arrivals: Arrivals

    @property
    def row(self) -> tuple[object, ...]:
        """For the table."""
        return (*self.player, *self.arrivals.summary, self.arrivals.missing)


def _spoken(instance: Instance) -> float:
    return metric(instance, 'callcast_announcements_finished_total{state="spoken"}')


def main(rate: int, seconds: float) -> None:
    """Print the tables."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), settings(CHANNELS)) as instance,
        listening(instance.rtsp, [f"/c{n}" for n in range(CHANNELS)]) as listeners,
    ):
        halves = {name: instance.half(name) for name in ("desk", "player")}
        until("the voices are known", lambda: instance.get("/healthz").status_code == 200)
        listeners.arrivals()
        usage(list(halves.values()), 10.0)
        idle = Measured(lateness(instance), listeners.arrivals())
        before = {name: sum(half.cpu_times()[:2]) for name, half in halves.items()}
        began = time.monotonic()
        answers = asyncio.run(_load(instance.web, instance.token, rate, seconds))
        took = time.monotonic() - began
        busy = Measured(lateness(instance), listeners.arrivals())
        core = {name: (sum(half.cpu_times()[:2]) - before[name]) / took for name, half in halves.items()}
        spoken = _spoken(instance)
    head = ("player p50 ms", "player p99 ms", "wire p50 ms", "wire p99 ms", "wire worst ms", "missing")
    table(("API", *head), [("quiet", *idle.row), (f"{rate} requests/s", *busy.row)])
    rows = [
        (method, len(ms) / took, percentile(ms, 0.5), percentile(ms, 0.99), max(ms))
        for method, ms in answers.took.items()
    ]
    table(("request", "answered/s", "p50 ms", "p99 ms", "worst ms"), rows)
    refused = ", ".join(f"{count} with {status}" for status, count in sorted(answers.refused.items())) or "none"
    print(f"{CHANNELS} channels, {len(answers.ids)} announcements accepted, {spoken:.0f} spoken meanwhile")
    print(f"refused: {refused}; " + ", ".join(f"{name} {share * 100:.0f} % of a core" for name, share in core.items()))


if __name__ == "__main__":
    given = list(itertools.chain(map(float, sys.argv[1:]), (200.0, 30.0)[len(sys.argv) - 1 :]))
    main(int(given[0]), given[1])
