"""The local bus against strangers, restarts and silence."""

import asyncio
import json
import logging
import os
import socket
import stat
import sys
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from tests.support.disk import small_disk

from callcast.bus import local
from callcast.bus.bus import Bus
from callcast.bus.errors import BusError, KeyUnusable
from callcast.bus.frames import HEARTBEAT, pack
from callcast.bus.key import SIZE, load_key, proof
from callcast.bus.local import MAGIC, LocalDeskBus, LocalPlayerBus
from callcast.bus.messages import Cancel, Hello
from callcast.testing.bus_contract import PATIENCE, until


@asynccontextmanager
async def running(*buses: Bus) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(bus.run()) for bus in buses]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def bounded(scenario: Awaitable[None]) -> None:
    await asyncio.wait_for(scenario, 20)


async def dial(data: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes]:
    await until((data / "bus.json").exists)
    port = json.loads((data / "bus.json").read_text())["port"]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = await reader.readexactly(len(MAGIC) + SIZE)
    return reader, writer, head[len(MAGIC) :]


async def enter(data: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer, theirs = await dial(data)
    mine, key = bytes(SIZE), load_key(data / "bus.key")
    writer.write(mine + proof(key, b"desk", theirs, mine))
    assert await reader.readexactly(SIZE) == proof(key, b"player", theirs, mine)
    return reader, writer


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_files_are_the_owners_only(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running(LocalPlayerBus(tmp_path)):
            await until((tmp_path / "bus.json").exists)

    asyncio.run(bounded(scenario()))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bus.json", "bus.key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_a_player_that_came_back_elsewhere_is_found(tmp_path: Path) -> None:
    async def scenario() -> None:
        desk, first, second = LocalDeskBus(tmp_path), LocalPlayerBus(tmp_path), LocalPlayerBus(tmp_path)
        async with running(desk):
            async with running(first):
                await until(lambda: desk.connected)
            await until(lambda: not desk.connected)
            async with running(second):
                started = time.monotonic()
                await until(lambda: desk.connected and second.connected)
                assert time.monotonic() - started < 1
                inbox = desk.subscribe()
                assert await second.publish(Hello("b"))
                assert await asyncio.wait_for(inbox.__anext__(), PATIENCE) == Hello("b")

    asyncio.run(bounded(scenario()))


def test_a_wrong_key_is_refused_and_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        player = LocalPlayerBus(tmp_path)
        async with running(player):
            for _ in range(3):
                reader, writer, theirs = await dial(tmp_path)
                writer.write(bytes(SIZE) + proof(b"guess", b"desk", theirs, bytes(SIZE)))
                assert await reader.read() == b""
                writer.close()
            assert not player.connected

    with caplog.at_level(logging.WARNING):
        asyncio.run(bounded(scenario()))
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "does not have the key" in caplog.text


def test_the_desk_refuses_a_player_without_the_key(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def impostor(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(MAGIC + bytes(SIZE))
        answer = await reader.readexactly(2 * SIZE)
        writer.write(answer[SIZE:])  # the desk's own proof, reflected
        await asyncio.sleep(0)
        writer.close()
        refused.append(True)

    async def scenario() -> None:
        server = await asyncio.start_server(impostor, "127.0.0.1", 0)
        (tmp_path / "bus.json").write_text(json.dumps({"port": server.sockets[0].getsockname()[1]}))
        desk = LocalDeskBus(tmp_path)
        async with running(desk):
            await until(lambda: len(refused) >= 3)
            assert not desk.connected
        server.close()

    refused: list[bool] = []
    with caplog.at_level(logging.WARNING):
        asyncio.run(bounded(scenario()))
    assert len(caplog.records) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Proactor leaves open who comes while its server closes")
def test_strangers_that_say_nothing_keep_no_desk_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They come again whenever they are sent away."""
    monkeypatch.setattr(local, "HANDSHAKES", 16)
    inside: set[int] = set()

    async def stranger(number: int) -> None:
        port = json.loads((tmp_path / "bus.json").read_text())["port"]
        loop = asyncio.get_running_loop()
        while True:
            # A plain socket: a stream that is cancelled while it connects is closed by nobody.
            with socket.socket() as sock, suppress(OSError):
                sock.setblocking(False)
                await loop.sock_connect(sock, ("127.0.0.1", port))
                inside.add(number)
                while await loop.sock_recv(sock, 4096):
                    pass

    async def scenario() -> None:
        player, desk = LocalPlayerBus(tmp_path), LocalDeskBus(tmp_path)
        async with running(player):
            await until((tmp_path / "bus.json").exists)
            strangers = [asyncio.create_task(stranger(number)) for number in range(24)]
            await until(lambda: len(inside) == 24)
            async with running(desk):
                started = time.monotonic()
                await until(lambda: desk.connected and player.connected)
                assert time.monotonic() - started < local.HANDSHAKE_LIMIT / 2
                for one in strangers:
                    one.cancel()
                await asyncio.gather(*strangers, return_exceptions=True)

    asyncio.run(bounded(scenario()))


def test_a_player_comes_back_while_the_disk_is_full(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "64k") as data:

        async def scenario() -> None:
            desk = LocalDeskBus(data)
            async with running(desk):
                async with running(LocalPlayerBus(data)):
                    await until(lambda: desk.connected)
                with pytest.raises(OSError, match="No space left"):
                    (data / "filler").write_bytes(bytes(1 << 20))
                async with running(LocalPlayerBus(data)):
                    await until(lambda: desk.connected)

        asyncio.run(bounded(scenario()))


def test_no_room_for_the_first_port_file_says_what_to_do(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "64k") as data:
        load_key(data / "bus.key")
        with pytest.raises(OSError, match="No space left"):
            (data / "filler").write_bytes(bytes(1 << 20))
        with pytest.raises(BusError, match="make room on its disk"):
            asyncio.run(LocalPlayerBus(data).run())


def test_a_silent_peer_is_dead_within_three_seconds(tmp_path: Path) -> None:
    async def scenario() -> None:
        player = LocalPlayerBus(tmp_path)
        async with running(player):
            _, writer = await enter(tmp_path)
            await until(lambda: player.connected)
            started = time.monotonic()
            await until(lambda: not player.connected)
            assert local.DEAD_AFTER - 0.5 < time.monotonic() - started < 3
            writer.close()

    asyncio.run(bounded(scenario()))


def test_heartbeats_keep_an_idle_link_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "HEARTBEAT_EVERY", 0.02)
    monkeypatch.setattr(local, "DEAD_AFTER", 0.5)

    async def scenario() -> None:
        player = LocalPlayerBus(tmp_path)
        async with running(player):
            reader, writer = await enter(tmp_path)
            for _ in range(40):
                assert await reader.readexactly(len(HEARTBEAT)) == HEARTBEAT
                writer.write(HEARTBEAT)
            assert player.connected
            writer.close()

    asyncio.run(bounded(scenario()))


def test_a_newer_desk_replaces_the_older(tmp_path: Path) -> None:
    async def scenario() -> None:
        player = LocalPlayerBus(tmp_path)
        async with running(player):
            old_reader, old_writer = await enter(tmp_path)
            await until(lambda: player.connected)
            inbox = player.subscribe()
            _, new_writer = await enter(tmp_path)
            new_writer.write(pack(b'{"type":"cancel","id":"new"}'))
            assert await asyncio.wait_for(inbox.__anext__(), PATIENCE) == Cancel("new")
            try:
                while await old_reader.read(100):
                    pass
            except ConnectionError:
                pass
            assert player.connected
            old_writer.close()
            new_writer.close()

    asyncio.run(bounded(scenario()))


def test_messages_of_another_version_are_counted_and_passed_over(tmp_path: Path) -> None:
    async def scenario() -> None:
        player = LocalPlayerBus(tmp_path)
        async with running(player):
            _, writer = await enter(tmp_path)
            await until(lambda: player.connected)
            inbox = player.subscribe()
            for payload in (b"\xff", b"{}", b'{"type":"cancel","id":"a"}'):
                writer.write(pack(payload))
            assert await asyncio.wait_for(inbox.__anext__(), PATIENCE) == Cancel("a")
            assert player.drops == 2
            writer.close()

    asyncio.run(bounded(scenario()))


def test_a_frame_that_is_too_long_ends_the_link(tmp_path: Path) -> None:
    async def scenario() -> None:
        player = LocalPlayerBus(tmp_path)
        async with running(player):
            _, writer = await enter(tmp_path)
            await until(lambda: player.connected)
            writer.write(b"\xff\xff\xff\xff")
            await until(lambda: not player.connected)
            assert not await player.publish(Cancel("a"))
            writer.close()

    asyncio.run(bounded(scenario()))


def test_a_peer_that_does_not_read_makes_nobody_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "UNSENT_LIMIT", 1 << 16)

    async def scenario() -> None:
        player = LocalPlayerBus(tmp_path)
        async with running(player):
            _, writer = await enter(tmp_path)
            await until(lambda: player.connected)
            message = Cancel("x" * 60_000)
            sent = [await player.publish(message) for _ in range(300)]
            assert not sent[-1]
            assert player.drops == sent.count(False)
            assert not await player.publish(Cancel("x" * (1 << 20)))
            writer.close()

    asyncio.run(bounded(scenario()))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"port": "x"}', '{"port": 70000}', '{"port": 1}', "{}"])
def test_a_broken_port_file_is_read_again(tmp_path: Path, content: str) -> None:
    async def scenario() -> None:
        (tmp_path / "bus.json").write_text(content)
        desk, player = LocalDeskBus(tmp_path), LocalPlayerBus(tmp_path)
        async with running(desk):
            await asyncio.sleep(0)
            async with running(player):
                await until(lambda: desk.connected)

    asyncio.run(bounded(scenario()))


def test_a_damaged_key_says_what_to_do(tmp_path: Path) -> None:
    key = tmp_path / "bus.key"
    key.write_bytes(b"short")
    key.chmod(0o600)
    with pytest.raises(KeyUnusable, match="5 bytes instead of 32; delete it"):
        asyncio.run(LocalDeskBus(tmp_path).run())
    key.unlink()
    assert load_key(key) == load_key(key)
    assert [path.name for path in tmp_path.iterdir()] == ["bus.key"]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "bus.key"
    key.write_bytes(bytes(SIZE))
    key.chmod(0o644)
    with pytest.raises(KeyUnusable, match="other users"):
        load_key(key)


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="let this user write"):
        asyncio.run(LocalPlayerBus(tmp_path / "none").run())
