"""kill -9 of a hall at work: what it has answered for is there, and each act whole or not at all."""

import asyncio
import subprocess
import sys
from pathlib import Path

from callcast.desk.queueing.hall.ticket import Stage
from callcast.desk.store.hall import SqliteHall
from callcast.desk.store.sqlite import SqliteStore

HALL = Path(__file__).parent / "committing_hall.py"
ROUNDS, ACTS = 3, 200


def answered(path: Path) -> list[str]:
    """What a hall has said that was killed after so many acts."""
    hall = subprocess.Popen([sys.executable, str(HALL), str(path)], stdout=subprocess.PIPE, text=True)
    try:
        assert hall.stdout is not None
        said = [hall.stdout.readline() for _ in range(ACTS)]
    finally:
        hall.kill()
        rest, _ = hall.communicate()
    assert all(said), "it ended by itself"
    return [*said, *(line for line in rest.splitlines(keepends=True) if line.endswith("\n"))]


async def check(path: Path, said: list[str]) -> None:
    store = SqliteStore(path)
    hall = SqliteHall(store.database)
    try:
        floor = await hall.floor()
        tickets = {one.id: one for one in await hall.tickets(limit=100_000)}
        for line in said:
            what, id_ = line.split()
            assert tickets[id_].version >= (1 if what == "called" else 0), line
        assert sorted(one.serial for one in tickets.values()) == list(range(1, len(tickets) + 1))
        assert floor.tallies["a"].issued == len(tickets)
        told = {one.subject: one for one in await hall.events(0, 100_000)}
        for ticket in tickets.values():
            called = ticket.stage is Stage.CALLED
            stages = [(one.stage, one.end is None) for one in await hall.periods(ticket.id)]
            assert stages == ([("waiting", False), ("called", True)] if called else [("waiting", True)])
            assert f'"version": {ticket.version}' in told[ticket.id].data
        calls = {one.announcement for one in tickets.values() if one.announcement}
        assert {one.id for one in await store.open()} == calls
    finally:
        await store.close()


def test_what_was_answered_for_outlives_the_hall(tmp_path: Path) -> None:
    said: list[str] = []
    for _ in range(ROUNDS):
        said += answered(tmp_path / "db")
        asyncio.run(check(tmp_path / "db", said))
