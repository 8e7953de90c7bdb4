"""Reload: only the channels concerned are touched."""

import asyncio
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from callcast.bus.messages import State
from callcast.player.media.clip import RATE, Clip
from callcast.player.media.errors import UnreadableSound
from callcast.player.playout import channels
from callcast.player.playout.announcement import Announcement, Rendered
from callcast.player.playout.channels import Changes
from callcast.player.playout.errors import UnknownChannel
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.speech.settings import SpeechChannelSettings
from callcast.testing.stage import Listener, stage


class Settings(PlayoutChannelSettings, SpeechChannelSettings):
    """As the top-level settings compose them."""


class Never(Executor):
    """Takes all, and does nothing."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        return Future()


async def speech() -> Rendered:
    return Rendered((Clip(np.full(RATE // 2, 1000, np.int16)),))


def in_order(listener: Listener) -> bool:
    numbers: Sequence[int] = [frame.number for frame in listener.frames]
    return list(numbers) == list(range(numbers[0], numbers[0] + len(numbers)))


def test_added_removed_changed_and_left_alone() -> None:
    async def run() -> None:
        async with stage([Settings(id="a"), Settings(id="b"), Settings(id="c")]) as scene:
            there = scene.channels
            listeners = {channel.id: Listener(channel.track("l16")) for channel in there}
            before = list(there)
            there["b"].submit(Announcement("1", speech))
            there["c"].submit(Announcement("2", speech))
            await scene.play(0.2)
            wanted = [Settings(id="d"), Settings(id="a"), Settings(id="b", name="Bar", gap_ms=200)]
            assert await there.apply(wanted) == Changes(("d",), ("c",), ("b",))
            await scene.play(1)
            assert [channel.id for channel in there] == ["d", "a", "b"]
            assert there["a"] is before[0]
            assert there["b"] is before[1]
            assert there["b"].settings.name == "Bar"
            assert "c" not in there
            with pytest.raises(UnknownChannel, match=r'no channel "c"; the channels are: d, a, b\.'):
                there["c"]
            assert listeners["c"].subscription.closed
            for name in "ab":
                assert in_order(listeners[name])
                assert len(listeners[name].frames) == pytest.approx(120, abs=1)
            last = {report.id: report for report in scene.reports}
            assert last["1"].state is State.SPOKEN
            assert last["2"].state is State.FAILED
            assert 'channel "c" was removed' in (last["2"].reason or "")
            assert await there.apply(wanted) == Changes()

    asyncio.run(run())


def test_a_channel_goes_without_a_chime_that_cannot_be_loaded(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        async with stage([Settings(id="a")]) as scene:
            bad = Settings(id="a", chime=str(tmp_path / "none.wav"))
            await scene.channels.apply([bad, Settings(id="b")])
            assert [channel.id for channel in scene.channels] == ["a", "b"]
            assert re.search(r"channel a goes without its chime: .*none\.wav", caplog.text)

    asyncio.run(run())


def test_strictly_a_chime_that_cannot_be_loaded_changes_nothing(tmp_path: Path) -> None:
    async def run() -> None:
        async with stage([Settings(id="a", chime="gong")]) as scene:
            house = scene.channels["a"].house
            bad = Settings(id="a", name="Bar", chime=str(tmp_path / "none.wav"))
            with pytest.raises(UnreadableSound, match=r"none\.wav"):
                await scene.channels.apply([bad, Settings(id="b")], strict=True)
            assert [channel.id for channel in scene.channels] == ["a"]
            assert scene.channels["a"].house is house

    asyncio.run(run())


def test_a_channel_keeps_a_chime_whose_file_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> Clip:
        raise UnreadableSound(name, "is missing")

    async def run() -> None:
        async with stage([Settings(id="a", chime="gong")]) as scene:
            chime = scene.channels["a"].house.chime
            monkeypatch.setattr(channels, "load_chime", gone)
            await scene.channels.apply([Settings(id="a", name="Bar", chime="gong")])
            assert scene.channels["a"].settings.name == "Bar"
            assert scene.channels["a"].house.chime is chime is not None

    asyncio.run(run())


def test_a_disk_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        async with stage([Settings(id="a")]) as scene:
            monkeypatch.setattr(channels, "LOAD_LIMIT", 0.0)
            scene.channels._executor = Never()
            with pytest.raises(UnreadableSound, match="could not be read within"):
                await scene.channels.apply([Settings(id="a", chime="gong")], strict=True)

    asyncio.run(run())


def test_chime_and_lead_in_come_before_the_voice() -> None:
    async def run() -> None:
        async with stage([Settings(id="a")]) as scene:
            await scene.channels.apply([Settings(id="a", chime="gong", lead_in_ms=300)])
            channel = scene.channels["a"]
            listener = Listener(channel.track("l16"))
            began = scene.clock.unix()
            channel.submit(Announcement("1", speech, repeat=2))
            await scene.play(6)
            spoken = scene.reports[-1]
            assert spoken.state is State.SPOKEN
            assert spoken.spoken_from is not None
            assert spoken.spoken_from > began + 0.3 + 0.15 + 0.15
            assert spoken.spoken_to == pytest.approx(spoken.spoken_from + 1.6, abs=0.05)
            loud = [any(frame.data) for frame in listener.frames]
            assert loud.index(True) < (spoken.spoken_from - began) * 100 - 40

    asyncio.run(run())
