"""Pictures are coded once, beside the loop, those of calls first, and kept as long as there is room."""

import asyncio
import threading

import pytest
from tests.support.pictures import flat

from callcast.player.media.gop import GopProfile, encode
from callcast.player.media.picture import Picture
from callcast.player.playout.gops import GopEncoder, next_in_line, whenever
from callcast.testing.stage import InlineExecutor

PROFILE = GopProfile("h264", 320, 180)


def test_many_who_want_the_same_wait_for_one() -> None:
    async def run() -> None:
        gops = GopEncoder()
        try:
            await gops.ready(PROFILE)
            made = await asyncio.gather(*(gops.encode(flat(9), PROFILE) for _ in range(10)))
            assert gops.made == 1
            assert all(one is made[0] for one in made)
            assert made[0] == encode(flat(9), PROFILE)
            await gops.encode(flat(9), GopProfile("h264", 320, 180, 5))
            assert gops.made == 2
        finally:
            gops.close()

    asyncio.run(run())


def test_what_was_used_longest_ago_goes_first() -> None:
    async def run() -> None:
        size = sum(map(len, encode(flat(1), PROFILE).packets))
        gops = GopEncoder(3 * size + size // 2, InlineExecutor())
        for level in (1, 2, 3, 1, 4):
            await gops.encode(flat(level), PROFILE)
        assert gops.made == 4
        await gops.encode(flat(1), PROFILE)
        assert gops.made == 4
        await gops.encode(flat(2), PROFILE)
        assert gops.made == 5
        assert gops.size <= 3 * size + size // 2

    asyncio.run(run())


def test_a_call_does_not_wait_for_the_clocks_of_others() -> None:
    async def run() -> None:
        gops, order, go = GopEncoder(), [], threading.Event()

        async def want(level: int, first: bool) -> None:
            await gops.encode(flat(level), PROFILE, next_in_line if first else whenever)
            order.append(level)

        try:
            held = asyncio.get_running_loop().run_in_executor(gops._executor, go.wait)
            wanted = [asyncio.ensure_future(want(level, level == 50)) for level in (10, 20, 30, 40, 50)]
            await asyncio.sleep(0)
            go.set()
            await asyncio.gather(held, *wanted)
            assert order.index(50) <= 1
        finally:
            gops.close()

    asyncio.run(run())


def test_a_picture_of_another_size_is_refused() -> None:
    async def run() -> None:
        gops = GopEncoder(executor=InlineExecutor())
        with pytest.raises(ValueError, match="2x2"):
            await gops.encode(Picture(2, 2, bytes(12)), PROFILE)
        assert gops.made == 0

    asyncio.run(run())
