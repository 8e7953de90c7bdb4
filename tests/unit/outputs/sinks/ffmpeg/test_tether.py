"""What it runs ends when we do."""

import asyncio
import signal
import sys

import psutil
import pytest

from callcast.child import Child
from callcast.player.outputs.sinks.ffmpeg.tether import tethered

PYTHON = (sys.executable, "-c")
FOREVER = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {FOREVER}"


@pytest.mark.parametrize("program", [FOREVER, DEAF], ids=["willing", "deaf"])
def test_it_ends_when_its_standard_input_does(program: str) -> None:
    async def work() -> None:
        child = await Child.start(*tethered([*PYTHON, program]), stdin=True, stdout=True)
        assert child.stdout is not None
        held = psutil.Process(int(await child.stdout.readline()))
        assert await child.close(grace=10) != 0
        assert not held.is_running()

    asyncio.run(asyncio.wait_for(work(), 30))


@pytest.mark.parametrize(("program", "code"), [("", 0), ("exit(3)", 3)])
def test_its_exit_code_is_the_programs(program: str, code: int) -> None:
    async def work() -> None:
        child = await Child.start(*tethered([*PYTHON, program]), stdin=True)
        assert await child.wait() == code
        await child.close()

    asyncio.run(asyncio.wait_for(work(), 30))


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_a_signal_shows() -> None:
    async def work() -> None:
        program = "import os; os.kill(os.getpid(), 9)"
        child = await Child.start(*tethered([*PYTHON, program]), stdin=True)
        assert await child.wait() == 128 + signal.SIGKILL
        await child.close()

    asyncio.run(asyncio.wait_for(work(), 30))


def test_a_program_that_is_not_there() -> None:
    async def work() -> None:
        child = await Child.start(*tethered(["no-such-program"]), stdin=True, stderr=True)
        assert child.stderr is not None
        assert await child.stderr.read() == b"[fatal] no-such-program cannot be started: No such file or directory\n"
        assert await child.close(10) == 127

    asyncio.run(asyncio.wait_for(work(), 30))
