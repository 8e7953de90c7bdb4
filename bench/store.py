"""Acts kept a second with 50 operators who wait for each, and how long a desk that starts takes to read the floor.

`python -m bench.store [FOLDER]`: an act is a call: the ticket, its log, the act, the event, the announcement. By the
book, whose commits are durable before they are answered, beside plain inserts of as many rows with `sqlite3`, one
commit an act and 50 acts a commit, on the same disk in the same run.
"""

import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.integration.committing_hall import call, issue, opened

from bench.figures import percentile, table
from callcast.desk.queueing.hall.book import Book, Rule
from callcast.desk.store.hall import SqliteHall
from callcast.desk.store.sqlite import SqliteStore

WRITERS, SECONDS = 50, 5.0
TICKETS = 6_000
ROWS = 8
"""An act writes so many: ticket, period, the end of the one before, act, tally or announcement, delivery, event."""


async def acts(book: Book, writers: int) -> tuple[float, list[float]]:
    """A second, and the seconds that each took; half of them issue, half of them call and announce."""
    took: list[float] = []
    end = time.monotonic() + SECONDS

    async def act(rule: Rule, who: str) -> str:
        start = time.monotonic()
        done = await book.do(rule, who)
        took.append(time.monotonic() - start)
        return done.subject

    async def operator(who: str) -> None:
        while time.monotonic() < end:
            await act(call(await act(issue, who)), who)

    start = time.monotonic()
    await asyncio.gather(*(operator(f"operator {number}") for number in range(writers)))
    return len(took) / (time.monotonic() - start), took


def plain(path: Path, together: int) -> float:
    """Acts a second, of rows of the same size, so many a commit."""
    words = json.dumps({"id": "0" * 16, "text": "請 A012 號到 3 號櫃檯" * 8})
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS acts (number INTEGER PRIMARY KEY, words TEXT)")
        count, start = 0, time.monotonic()
        while (passed := time.monotonic() - start) < SECONDS / 2:
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO acts (words) VALUES (?)", [(words,)] * ROWS * together)
            connection.execute("COMMIT")
            count += together
    return count / passed


async def floor(path: Path) -> tuple[int, float]:
    """Tickets of today, and the milliseconds that the best of three readings takes."""
    store = SqliteStore(path)
    book = await opened(store)

    async def kiosk() -> None:
        for _ in range(TICKETS // WRITERS):
            await book.do(issue, "kiosk")

    await asyncio.gather(*(kiosk() for _ in range(WRITERS)))
    hall = SqliteHall(store.database)
    best = 1e9
    for _ in range(3):
        start = time.monotonic()
        tickets = len((await hall.floor()).tickets)
        best = min(best, time.monotonic() - start)
    await store.close()
    return tickets, 1000 * best


async def main(folder: Path) -> None:
    results = []
    for writers in (WRITERS, 1):
        store = SqliteStore(folder / f"{writers}.sqlite")
        results.append((writers, *await acts(await opened(store), writers)))
        await store.close()
    single, grouped = plain(folder / "single.sqlite", 1), plain(folder / "grouped.sqlite", WRITERS)

    def row(what: str, rate: float, *times: str) -> tuple[str, ...]:
        return (what, f"{rate:.0f}", f"{rate / single:.2f}", f"{rate / grouped:.2f}", *(times or ("", "")))

    rows = [
        row(f"acts, operators: {writers}", rate, *(f"{1000 * percentile(took, share):.1f}" for share in (0.5, 0.99)))
        for writers, rate, took in results
    ]
    rows.append(row("plain inserts, one act a commit", single))
    rows.append(row(f"plain inserts, {WRITERS} acts a commit", grouped))
    table(("what", "a second", "to plain", f"to plain, {WRITERS} a commit", "p50 ms", "p99 ms"), rows)
    tickets, ms = await floor(folder / "floor.sqlite")
    print(f"the floor, {tickets} tickets of today: {ms:.0f} ms")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as made:
        asyncio.run(main(Path(made)))
