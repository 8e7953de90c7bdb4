"""What we start we end, and nothing of it stays."""

import asyncio
import contextlib
import gc
import sys
from collections.abc import Awaitable, Callable

import psutil
import pytest

from callcast.child import REAP, Child, lines
from callcast.testing.house import until

PYTHON = (sys.executable, "-c")
ECHO = "import sys; sys.stdout.write(sys.stdin.readline()); sys.stdout.flush(); sys.stdin.read()"
FOREVER = "import time; print('up', flush=True); time.sleep(600)"
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


def scenario(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 30))
    gc.collect()  # a transport that nobody closed would complain now


def test_what_it_is_told_to_echo_comes_back_and_it_leaves_when_asked() -> None:
    async def work() -> None:
        child = await Child.start(*PYTHON, ECHO, stdin=True, stdout=True)
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(b"three\n")
        assert (await child.stdout.readline()).strip() == b"three"
        assert await child.close(grace=10) == 0

    scenario(work)


def test_one_that_stays_is_killed() -> None:
    async def work() -> None:
        child = await Child.start(*PYTHON, FOREVER, stdin=True, stdout=True, stderr=True)
        assert child.stdout is not None
        await child.stdout.readline()
        assert await child.close() != 0
        assert not psutil.pid_exists(child.pid)

    scenario(work)


def test_closed_without_anything_having_been_read() -> None:
    async def work() -> None:
        child = await Child.start(*PYTHON, "print('x' * 10_000_000)", stdout=True, stderr=True)
        await child.close()
        assert child.code is not None

    scenario(work)


HOLDER = """
import subprocess, sys
command = [sys.executable, "-c", "import time; time.sleep(600)"]
print(subprocess.Popen(command, start_new_session=True).pid, flush=True)
"""


def test_what_it_started_dies_with_it() -> None:
    async def work() -> None:
        child = await Child.start(*PYTHON, PARENT, stdout=True)
        assert child.stdout is not None
        grandchild = int(await child.stdout.readline())
        await child.close()
        for _ in range(50):
            with contextlib.suppress(psutil.NoSuchProcess):
                if psutil.Process(grandchild).status() != psutil.STATUS_ZOMBIE:
                    await asyncio.sleep(0.1)
                    continue
            return
        raise AssertionError("it lives")

    scenario(work)


@pytest.mark.skipif(sys.platform == "win32", reason="there a job does it")
@pytest.mark.parametrize("last", ["exec cat >/dev/null", "exit 0"])
def test_what_it_left_behind_dies_with_it(last: str) -> None:
    async def work() -> None:
        child = await Child.start("sh", "-c", f"sleep 600 & echo $!; {last}", stdin=True, stdout=True)
        assert child.stdout is not None
        left = int(await child.stdout.readline())
        assert await child.close(grace=10) == 0  # it ends by itself, and its family with it
        await until("it is dead", lambda: not _alive(left))

    scenario(work)


def _alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="sessions are POSIX's")
def test_a_pipe_that_a_stranger_holds_is_let_go() -> None:
    async def work() -> None:
        child = await Child.start(*PYTHON, HOLDER, stdout=True)
        assert child.stdout is not None
        stranger = psutil.Process(int(await child.stdout.readline()))
        try:
            assert await child.close(grace=10) == 0
        finally:
            stranger.kill()

    scenario(work)
    assert REAP < 5


def test_a_cancelled_close_leaves_no_process() -> None:
    async def work() -> None:
        child = await Child.start(*PYTHON, FOREVER, stdin=True, stdout=True)
        closing = asyncio.create_task(child.close(grace=100))
        await asyncio.sleep(0)
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        assert child.code is not None  # and its end was taken

    scenario(work)


def test_a_program_that_is_not_there() -> None:
    async def work() -> None:
        with pytest.raises(FileNotFoundError):
            await Child.start("no-such-program")

    scenario(work)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"", []),
        (b"one\ntwo", ["one", "two"]),
        (b"frame=1\rframe=2\r\n\n last \n", ["frame=1", "frame=2", "last"]),
        (b"x" * 10_000 + b"\ny\n", ["x" * 100, "y"]),
        (b"\xff\n", ["\\xff"]),
    ],
)
def test_lines(written: bytes, read: list[str]) -> None:
    async def work() -> None:
        stream = asyncio.StreamReader()
        for start in range(0, len(written), 3000):
            stream.feed_data(written[start : start + 3000])
        stream.feed_eof()
        assert [line async for line in lines(stream, 100)] == read

    scenario(work)
