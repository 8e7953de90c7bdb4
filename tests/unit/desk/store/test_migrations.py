"""What an older version kept is taken over."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from callcast.bus.messages import Call
from callcast.desk.queueing.ports import Key
from callcast.desk.queueing.request import Request
from callcast.desk.store import migrations
from callcast.desk.store.sqlite import SqliteStore
from callcast.testing.store_contract import announcement, spoken

KEPT = """
INSERT INTO announcements
    (number, id, text, lang, voice, priority, repeat, accepted_at, expires_at, cancel_asked, state) VALUES
    (1, 'a1', '請 A001 號', NULL, NULL, 'normal', 1, 1.0, NULL, 0, 'spoken'),
    (2, 'a2', '請 A002 號', NULL, NULL, 'normal', 1, 2.0, NULL, 0, 'queued');
INSERT INTO deliveries (announcement, place, channel, state, reason, spoken_from, spoken_to) VALUES
    (1, 0, 'hall', 'spoken', NULL, 1.25, 2.5),
    (2, 0, 'hall', 'queued', NULL, NULL, NULL);
"""
"""One that was spoken, and one that is open."""


def leave(path: Path, revision: str, *, back: bool = False) -> None:
    """What a version with the schema `revision` leaves at `path`; with `back`, one that came to today's in between."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for statement in KEPT.split(";")[:-1]:
            connection.exec_driver_sql(statement)
        key = ("k", Request(announcement(1).text).digest(), 1, 1.0)
        connection.exec_driver_sql("INSERT INTO idempotency_keys VALUES (?, ?, ?, ?)", key)
        if back:
            command.upgrade(config, "head")
            command.downgrade(config, revision)
    engine.dispose()


async def check_taken_over(path: Path) -> None:
    store = SqliteStore(path)
    try:
        old, opened = spoken(announcement(1)), announcement(2)
        assert await store.page(limit=10) == [opened, old]
        assert await store.open() == [opened]
        assert await store.recall(Key("k", Request(old.text).digest())) == old
        assert await store.called("hall", 10) == []
        assert await store.board("hall") is None
        new = replace(announcement(3), call=Call("A003"), template="counter", langs=("en",))
        await store.add(new, None)
        await store.save([spoken(new)])
        assert await store.called("hall", 10) == [Call("A003")]
        assert await store.get(new.id) == spoken(new)
    finally:
        await store.close()


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004", "0005", "0006", "0007"])
def test_from_every_schema_there_was(tmp_path: Path, revision: str) -> None:
    leave(tmp_path / "db", revision)
    asyncio.run(check_taken_over(tmp_path / "db"))


@pytest.mark.parametrize("revision", ["0002", "0003", "0004", "0005", "0006", "0007"])
def test_back_and_forth(tmp_path: Path, revision: str) -> None:
    leave(tmp_path / "db", revision, back=True)
    asyncio.run(check_taken_over(tmp_path / "db"))
