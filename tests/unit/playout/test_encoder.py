"""Once per clip and profile, bounded, and urgent work waits for nobody."""

import asyncio
import threading

import numpy as np
import pytest

from callcast.player.media.clip import Clip
from callcast.player.media.encode import encode
from callcast.player.media.profile import L16, OPUS
from callcast.player.playout.encoder import Encoder
from callcast.testing.stage import InlineExecutor


def clip(level: int) -> Clip:
    return Clip(np.full(4800, level, np.int16))


def test_many_who_want_the_same_wait_for_one() -> None:
    async def run() -> None:
        encoder = Encoder()
        try:
            coded = await asyncio.gather(*(encoder.encode(clip(9), OPUS) for _ in range(20)))
            assert encoder.made == 1
            assert all(one is coded[0] for one in coded)
            assert await encoder.encode(clip(9), OPUS) is coded[0]
            await encoder.encode(clip(9), L16)
            assert encoder.made == 2
        finally:
            encoder.close()

    asyncio.run(run())


def test_what_was_used_longest_ago_goes_first() -> None:
    async def run() -> None:
        encoder = Encoder(3 * 9600, common=InlineExecutor(), urgent=InlineExecutor())
        for level in (1, 2, 3):
            await encoder.encode(clip(level), L16)
        await encoder.encode(clip(1), L16)
        await encoder.encode(clip(4), L16)
        assert encoder.size == 3 * 9600
        assert encoder.made == 4
        await encoder.encode(clip(1), L16)
        assert encoder.made == 4
        await encoder.encode(clip(2), L16)
        assert encoder.made == 5

    asyncio.run(run())


def test_who_leaves_does_not_take_it_from_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        go = threading.Event()
        monkeypatch.setattr("callcast.player.playout.encoder.encode", lambda *args: (go.wait(10), encode(*args))[1])
        encoder = Encoder()
        try:
            first = asyncio.ensure_future(encoder.encode(clip(1), L16))
            second = asyncio.ensure_future(encoder.encode(clip(1), L16))
            await asyncio.sleep(0)
            first.cancel()
            urgent = asyncio.ensure_future(encoder.fade(clip(2), L16, 1))
            await asyncio.wait_for(urgent, 10)
            go.set()
            assert (await asyncio.wait_for(second, 10)).digest == clip(1).digest
            assert encoder.made == 2
        finally:
            go.set()
            encoder.close()

    asyncio.run(run())


def test_a_failure_reaches_all_who_wait_and_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        encoder = Encoder(common=InlineExecutor())

        def fail(*args: object) -> None:
            raise ValueError("codec")

        monkeypatch.setattr("callcast.player.playout.encoder.encode", fail)
        results = await asyncio.gather(*(encoder.encode(clip(1), L16) for _ in range(3)), return_exceptions=True)
        assert [str(result) for result in results] == ["codec"] * 3
        monkeypatch.setattr("callcast.player.playout.encoder.encode", encode)
        assert (await encoder.encode(clip(1), L16)).packets
        encoder.close()

    asyncio.run(run())
