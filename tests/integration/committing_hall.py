"""A hall in a process of its own, for the test that kills it: says what is done once the book has answered."""

import asyncio
import secrets
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from callcast.bus.messages import Call
from callcast.desk.queueing.announcement import Announcement, Delivery
from callcast.desk.queueing.hall.act import Act
from callcast.desk.queueing.hall.book import Book, Rule
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.hall.store import Entry
from callcast.desk.queueing.hall.tally import Tally
from callcast.desk.queueing.hall.ticket import Stage, Ticket
from callcast.desk.store.hall import SqliteHall
from callcast.desk.store.sqlite import SqliteStore

DAY = "2026-11-24"
OPERATORS = 20


def issue(floor: Floor, moment: Moment) -> Change:
    """The next ticket of line a."""
    serial = floor.tallies.get("a", Tally("a", DAY)).issued + 1
    at, id_ = moment.at, moment.new_id()
    ticket = Ticket(id_, "a", f"A{serial:03}", serial, DAY, at, at, at)
    period = Period(id_, "waiting", "a", None, at, None, moment.who)
    act = Act(moment.new_id(), "issue", "", moment.who, at, after=(ticket,))
    return Change(act, id_, tickets=(ticket,), tallies=(Tally("a", DAY, serial),), periods=(period,))


def call(id_: str) -> Rule:
    """Call that ticket to counter 3."""

    def rule(floor: Floor, moment: Moment) -> Change:
        before, at = floor.tickets[id_], moment.at
        said = Calling(moment.new_id(), Call(before.number, "3"), "counter", ("zh-TW",), ("hall",), "c")
        ticket = replace(
            before,
            stage=Stage.CALLED,
            since=at,
            called_at=at,
            calls=1,
            counter="c",
            announcement=said.id,
            version=before.version + 1,
        )
        period = Period(id_, "called", "a", "c", at, None, moment.who)
        act = Act(moment.new_id(), "next", "c", moment.who, at, (before,), (ticket,))
        return Change(act, id_, tickets=(ticket,), periods=(period,), calls=(said,))

    return rule


def announced(calling: Calling, at: float) -> Announcement:
    """As the desk has it."""
    text = f"請 {calling.call.number} 號到 {calling.call.place} 號櫃檯"
    return Announcement(
        calling.id, text, (Delivery("hall"),), at, call=calling.call, template="counter", langs=calling.langs
    )


async def nobody(_: Sequence[Entry], __: Sequence[Event]) -> None:
    """Hears of it."""


async def opened(store: SqliteStore) -> Book:
    """A book on it, at its first page."""
    book = Book(SqliteHall(store.database), time.time, lambda: secrets.token_hex(8), lambda _: False, announced, nobody)
    await book.load()
    return book


async def main(path: Path) -> None:
    book = await opened(SqliteStore(path))

    async def operator(who: str) -> None:
        while True:
            id_ = (await book.do(issue, who)).subject
            sys.stdout.write(f"issued {id_}\n")
            sys.stdout.flush()
            await book.do(call(id_), who)
            sys.stdout.write(f"called {id_}\n")
            sys.stdout.flush()

    await asyncio.gather(*(operator(f"operator {number}") for number in range(OPERATORS)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
