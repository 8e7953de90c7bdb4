"""A recording, by hand: the loop hands over, a thread writes."""

import asyncio
import errno
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.support import decoded
from tests.support.live import ToneChannel

from callcast.player.outputs.sinks.file import part, sink
from callcast.player.outputs.sinks.file.errors import CannotRecord, DiskStalled
from callcast.player.outputs.sinks.file.settings import FileSettings
from callcast.player.outputs.sinks.file.sink import BATCH, FileSink
from callcast.testing.house import until

NOON = 1_795_500_000.0 // 86_400 * 86_400 + 43_200


class Stage:
    """A channel whose frames come when the test wants, and a wall clock that it sets."""

    def __init__(self, folder: Path) -> None:
        self.channel = ToneChannel()
        self.now = NOON
        self.sink = FileSink(self.channel, FileSettings(folder=folder), lambda: self.now)

    def step(self, frames: int) -> None:
        for _ in range(frames):
            self.channel.track("aac").step()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["asyncio.Task[None]"]:
        task = asyncio.ensure_future(self.sink.run())
        await until("it listens", lambda: bool(self.channel.track("aac").subscriptions) or task.done())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def test_rotation_on_the_hour_and_the_rest_at_the_end(tmp_path: Path) -> None:
    stage = Stage(tmp_path)

    async def scenario() -> None:
        async with stage.running():
            for hour in range(3):
                stage.now = NOON + 3_600 * hour
                stage.step(BATCH)
                await until("it is written", lambda: stage.sink.flow.frames == BATCH * (hour + 1))  # noqa: B023
            assert stage.sink.flow.live
            stage.step(10)
        assert stage.channel.track("aac").subscriptions == []

    asyncio.run(scenario())
    assert stage.sink.target == str(tmp_path)
    assert [len(decoded.packets(file)) for file in sorted(tmp_path.iterdir())] == [BATCH, BATCH, BATCH + 10]


def test_a_channel_that_ends_is_no_fault(tmp_path: Path) -> None:
    stage = Stage(tmp_path)

    async def scenario() -> None:
        async with stage.running() as task:
            stage.step(10)
            for subscription in list(stage.channel.track("aac").subscriptions):
                subscription.end()
            await asyncio.wait_for(task, 5)

    asyncio.run(scenario())
    (file,) = tmp_path.iterdir()
    assert len(decoded.packets(file)) == 10


def test_what_is_not_recorded_is_counted(tmp_path: Path) -> None:
    """The folder's disk is away, and comes back."""
    folder = tmp_path / "usb" / "calls"
    stage = Stage(folder)

    async def scenario() -> None:
        async with stage.running() as task:
            stage.step(BATCH)
            with pytest.raises(CannotRecord):
                await asyncio.wait_for(task, 5)
        folder.parent.mkdir()
        async with stage.running():
            stage.step(BATCH)
            await until("it is written", lambda: stage.sink.flow.frames == BATCH)
        assert stage.sink.flow.dropped == BATCH
        stage.step(100)
        async with stage.running():
            stage.step(BATCH)
            await until("it is written", lambda: stage.sink.flow.frames == 2 * BATCH)
        assert stage.sink.flow.dropped == BATCH + 100

    asyncio.run(scenario())


def test_on_a_full_disk_it_is_never_live_and_all_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(tmp_path)

    def write(file: int, data: memoryview) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    class FullDisk:
        """The system, which makes files and has no room in them."""

        def __getattr__(self, name: str) -> object:
            return write if name == "write" else getattr(os, name)

    monkeypatch.setattr(part, "os", FullDisk())

    async def scenario() -> None:
        for tries in range(1, 4):
            async with stage.running() as task:
                assert not stage.sink.flow.live
                stage.step(BATCH)
                with pytest.raises(CannotRecord, match="No space left"):
                    await asyncio.wait_for(task, 5)
            assert stage.sink.flow.dropped == tries * BATCH + (tries - 1) * 100
            stage.step(100)

    asyncio.run(scenario())


def test_a_disk_that_hangs_holds_up_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an error, another only while the thread still hangs, and none afterwards."""
    stage = Stage(tmp_path)
    free = threading.Event()

    def write(file: int, data: memoryview) -> int:
        free.wait()
        return os.write(file, data)

    class HangingDisk:
        """The system, whose disk does not answer before it is set free."""

        def __getattr__(self, name: str) -> object:
            return write if name == "write" else getattr(os, name)

    monkeypatch.setattr(part, "os", HangingDisk())
    monkeypatch.setattr(sink, "STALLED", 0.2)
    monkeypatch.setattr(sink, "CLOSE_WITHIN", 0.05)

    async def scenario() -> None:
        for _ in range(3):
            before = threading.active_count()
            async with stage.running() as task:
                stage.step(BATCH)
                with pytest.raises(DiskStalled, match=r"nothing was taken for 0\.2 s"):
                    await asyncio.wait_for(task, 5)
            assert threading.active_count() <= before + 1
        threads = threading.active_count()
        free.set()
        await until("the thread has ended", lambda: threading.active_count() == threads - 1)
        async with stage.running():
            stage.step(BATCH)
            await until("it is written", lambda: stage.sink.flow.frames == BATCH)

    asyncio.run(scenario())
