"""Standard input into one pipe after another: whole samples, nothing of the past, no loss while somebody takes it."""

import asyncio
import gc
import os
import sys
import time
from collections.abc import Awaitable, Callable

import pytest

from callcast.child import Child
from callcast.cli.publish.stdin import Stdin
from callcast.testing.house import until

COPY = "import sys, shutil; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)"
TAKE = "import sys; sys.stdin.buffer.read(4)"


def scenario(work: Callable[[Stdin, int], Awaitable[None]], sample: int = 4) -> None:
    async def main() -> None:
        reading, writing = os.pipe()
        stdin = Stdin(sample, reading)
        stdin.start()
        try:
            await work(stdin, writing)
            await until("it has seen the end", stdin.ended.is_set)
        finally:
            os.close(reading)

    asyncio.run(asyncio.wait_for(main(), 30))


async def copied(stdin: Stdin, meanwhile: Callable[[], None]) -> tuple[bool, bytes]:
    """What a program gets of it, and whether that was all."""
    child = await Child.start(sys.executable, "-c", COPY, stdin=True, stdout=True)
    assert child.stdin is not None
    assert child.stdout is not None
    running = asyncio.ensure_future(stdin.run(child.stdin))
    await asyncio.sleep(0)
    meanwhile()
    data = await child.stdout.read()
    await child.close(10)
    return await running, data


def test_all_of_it_however_fast_it_comes() -> None:
    sent = bytes(range(256)) * 256  # as much as a pipe holds

    async def work(stdin: Stdin, fd: int) -> None:
        def write() -> None:
            os.write(fd, sent)
            os.close(fd)

        assert await copied(stdin, write) == (True, sent)

    scenario(work)


def test_what_comes_while_nobody_takes_it_is_lost_and_samples_stay_whole() -> None:
    async def work(stdin: Stdin, fd: int) -> None:
        os.write(fd, b"12345")  # one sample, and a quarter
        await until("it is read", lambda: stdin.lost == 5)

        def write() -> None:
            os.write(fd, b"678abcdefgh")
            os.close(fd)

        assert await copied(stdin, write) == (True, b"abcdefgh")

    scenario(work)


def test_who_leaves_is_told_from_the_end() -> None:
    async def work(stdin: Stdin, fd: int) -> None:
        child = await Child.start(sys.executable, "-c", TAKE, stdin=True)
        assert child.stdin is not None
        running = asyncio.ensure_future(stdin.run(child.stdin))
        await asyncio.sleep(0)
        os.write(fd, b"0123")
        await child.wait()
        os.write(fd, b"4567")
        assert await running is False
        await child.close()
        os.close(fd)

    scenario(work)


def test_what_comes_when_the_loop_has_ended_is_no_matter(recwarn: pytest.WarningsRecorder) -> None:
    async def start(fd: int) -> None:
        Stdin(4, fd).start()

    reading, writing = os.pipe()
    loop = asyncio.new_event_loop()
    loop.run_until_complete(start(reading))
    os.write(writing, b"0123")
    time.sleep(0.2)  # the thread reads it, and asks the loop, which runs no more
    loop.close()
    gc.collect()
    os.close(writing)
    assert not recwarn.list
