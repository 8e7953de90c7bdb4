"""What every sink must do. Inherit it in your tests:

    class TestMine(SinkContract):
        kind = "mine"                # an entry point of callcast.sinks
        def told(self, folder):      # what stands in its [[channels.outputs]] table
            return {"to": str(folder / "place")}

Where somebody must come to take what the sink gives, `taker` is who does; `wrong` is a table with which it cannot run.
The sinks run on the machine's clock, and in the event loop that the player has.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, ClassVar, get_args

import psutil
import pytest

from callcast import plugins
from callcast.errors import CallcastError
from callcast.player.outputs.channel import Channel
from callcast.player.outputs.sinks.settings import SinkSettings
from callcast.player.outputs.sinks.sink import Flow, Sink
from callcast.testing.house import house, until

FRAMES = 10
"""So many show that it carries them."""


class SinkContract:
    """Test methods for one kind of sink."""

    kind: ClassVar[str]

    def told(self, folder: Path) -> dict[str, Any]:
        """The table in the settings, without its `kind`; `folder` is empty and the test's own."""
        raise NotImplementedError

    def wrong(self, folder: Path) -> dict[str, Any] | None:
        """A table that the settings accept and the sink cannot run with; None if there is no such."""
        return None

    @contextlib.asynccontextmanager
    async def taker(self, folder: Path) -> AsyncIterator[None]:
        """Whoever must come to take what the sink gives does; nobody, if the sink goes to its destination itself."""
        yield

    def test_is_found_by_its_kind(self, tmp_path: Path) -> None:
        """As the settings and the player find it."""
        made = plugins.load("callcast.sinks", self.kind)
        assert issubclass(made.settings, SinkSettings)
        assert get_args(made.settings.model_fields["kind"].annotation) == (self.kind,)

    def test_opens_nothing_before_it_runs(self, tmp_path: Path) -> None:
        """Its target is one line."""

        async def scenario(channel: Channel) -> None:
            before = _open()
            sink = self._sink(channel, self.told(tmp_path))
            assert sink.target
            assert sink.target.isprintable()
            assert sink.flow == Flow()
            assert _open() == before

        _run(scenario)

    def test_carries_frames_again_and_again(self, tmp_path: Path) -> None:
        """Live while it runs, and its counters only grow; nothing is open when it has been cancelled."""

        async def scenario(channel: Channel) -> None:
            sink = self._sink(channel, self.told(tmp_path))
            await self._once(sink, tmp_path)  # what is opened once for all is open now
            # The ticker, when nobody listens, rests in two tasks that it may not have now.
            before, tasks = _open(), len(asyncio.all_tasks()) + 2
            for _ in range(3):
                await self._once(sink, tmp_path)
            await until("all is closed", lambda: _open() <= before)
            await until("all tasks are over", lambda: len(asyncio.all_tasks()) <= tasks)

        _run(scenario)

    def test_cancelled_at_once_it_ends(self, tmp_path: Path) -> None:
        """Wherever it is."""

        async def scenario(channel: Channel) -> None:
            for turns in range(8):
                sink = self._sink(channel, self.told(tmp_path))
                running = asyncio.ensure_future(sink.run())
                for _ in range(turns):
                    await asyncio.sleep(0)
                await _ended(running)
                assert not sink.flow.live

        _run(scenario)

    def test_what_it_cannot_do_is_one_sentence(self, tmp_path: Path) -> None:
        """With the remedy; and nothing stays open."""
        told = self.wrong(tmp_path)
        if told is None:
            pytest.skip("nothing keeps it from running")

        async def scenario(channel: Channel) -> None:
            sink = self._sink(channel, told)
            await _refused(sink)
            before = _open()
            for _ in range(3):
                await _refused(sink)
            await until("all is closed", lambda: _open() <= before)

        _run(scenario)

    def _sink(self, channel: Channel, told: dict[str, Any]) -> Sink:
        made = plugins.load("callcast.sinks", self.kind)
        sink: Sink = made(channel, made.settings.model_validate({"kind": self.kind, **told}))
        return sink

    async def _once(self, sink: Sink, folder: Path) -> None:
        before = sink.flow
        running = asyncio.ensure_future(sink.run())
        try:
            await until("it is live, or has ended", lambda: sink.flow.live or running.done(), 20)
            async with self.taker(folder):
                await until("it carries", lambda: sink.flow.frames >= before.frames + FRAMES or running.done(), 20)
                assert sink.flow.readers == 1
        finally:
            await _ended(running)
        after = sink.flow
        assert after.frames >= before.frames + FRAMES
        assert after.dropped >= before.dropped
        assert (after.live, after.readers) == (False, 0)


async def _refused(sink: Sink) -> None:
    with pytest.raises(CallcastError, match=r"^[^\n]*; [^\n]*[.?]$"):
        await asyncio.wait_for(sink.run(), 20)
    assert not sink.flow.live


async def _ended(running: "asyncio.Future[None]") -> None:
    """Cancel it; whatever else it raises is raised."""
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.wait_for(running, 10)


def _open() -> int:
    """Descriptors of this process, and its children."""
    me = psutil.Process()
    if sys.platform == "win32":
        return int(me.num_handles()) + len(me.children())
    return me.num_fds() + len(me.children())


def _run(scenario: Callable[[Channel], Awaitable[None]]) -> None:
    async def main() -> None:
        async with house() as channel:
            await asyncio.wait_for(scenario(channel), 100)

    if sys.platform == "win32":
        asyncio.run(main())
    else:
        import uvloop

        uvloop.run(main())
