"""Whatever an engine does, its parent gets sound or a typed error, in time, and no process stays."""

import asyncio
import logging
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from callcast.player.speech import errors, worker
from callcast.player.speech.engine import Request
from callcast.player.speech.errors import EngineError
from callcast.player.speech.process import Process
from callcast.player.speech.settings import SpeechSettings
from callcast.testing import engines

QUICK = SpeechSettings(block_timeout=1, request_timeout=2.5)
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and process groups")


@asynccontextmanager
async def started(engine: str, settings: SpeechSettings = QUICK) -> AsyncIterator[Process]:
    process = Process(f"callcast.testing.engines:{engine}", settings)
    try:
        await process.start()
        yield process
    finally:
        await process.close()
        assert not process.alive


def gone(pid: int) -> bool:
    """It has ended within worker.GRACE, and some; that nobody has reaped it yet is not its fault."""
    deadline = time.monotonic() + worker.GRACE + 5
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.01)
    return False


def test_speaks_again_and_again() -> None:
    async def scenario() -> None:
        async with started("Tone") as process:
            pid = process.pid
            for text in ("one", "請到三號"):
                sound = await process.synthesize(Request(text, "low", "en"))
                assert (sound.rate, sound.pcm) == (engines.RATE, engines.tone(160) * len(text))
            assert process.pid == pid
        assert pid is not None
        assert gone(pid)
        assert process.failure is None

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("engine", "error", "reason"),
    [
        ("Hang", errors.SynthesisTimeout, r"a block took longer than 1 s"),
        ("Endless", errors.EngineError, "more than 600 s|longer than 2.5 s"),
        ("Crash", errors.EngineCrashed, 'exit code 3; it said "about to fall over"'),
        ("Raise", errors.EngineFailed, "RuntimeError: run loop not started"),
        ("Odd", errors.EngineGarbled, "block is 1, not a whole number"),
        ("Tattered", errors.EngineGarbled, "no JSON"),
        ("WrongLength", errors.EngineGarbled, "no JSON"),
        ("TooLong", errors.EngineGarbled, "a line of more than"),
        ("Extra", errors.EngineGarbled, "answered nonsense"),
        pytest.param("Deaf", errors.SynthesisTimeout, "a block took longer", marks=posix),
    ],
)
def test_a_fault_is_a_typed_error_and_the_end(engine: str, error: type[EngineError], reason: str) -> None:
    async def scenario() -> None:
        async with started(engine) as process:
            pid = process.pid
            assert (await process.synthesize(Request("good", "low", "en"))).pcm
            with pytest.raises(error, match=reason) as caught:
                await process.synthesize(Request("bad", "low", "en"))
            assert caught.value.retryable
            assert not process.alive
            assert pid is not None
            assert gone(pid)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("engine", "error"),
    [("Empty", errors.NothingSaid), ("Silent", errors.NothingSaid), ("Speechless", errors.EmptyAudio)],
)
def test_no_sound_is_an_answer_and_the_worker_lives_on(engine: str, error: type[EngineError]) -> None:
    async def scenario() -> None:
        async with started(engine) as process:
            pid = process.pid
            with pytest.raises(error, match="gave no sound") as caught:
                await process.synthesize(Request("bad", "low", "en"))
            assert type(caught.value) is error
            assert (await process.synthesize(Request("good", "low", "en"))).pcm
            assert process.pid == pid

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("engine", "error", "reason"),
    [
        ("Missing", errors.EngineUnavailable, "run `tone download`"),
        ("Broken", errors.EngineFailed, "no GPU"),
        ("Sleepy", errors.SynthesisTimeout, "longer than 1 s"),
        ("Mute", errors.EngineGarbled, "named no voices"),
        ("Nonesuch", errors.EngineUnavailable, "Nonesuch"),
    ],
)
def test_a_start_that_fails_says_why(engine: str, error: type[EngineError], reason: str) -> None:
    async def scenario() -> None:
        async with started(engine, SpeechSettings(start_timeout=1)):
            raise AssertionError("it started")

    with pytest.raises(error, match=reason):
        asyncio.run(scenario())


def test_an_entry_point_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "some_engines-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: some-engines\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text("[callcast.engines]\nsome = callcast.testing.engines:Tone\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{Path(errors.__file__).parents[3]}")

    async def scenario() -> None:
        process = Process("some", QUICK)
        await process.start()
        assert (await process.synthesize(Request("one", "low", "en"))).pcm
        await process.close()

    asyncio.run(scenario())


def test_an_unknown_entry_point_is_unavailable() -> None:
    async def scenario() -> None:
        process = Process("nonesuch", QUICK)
        with pytest.raises(errors.EngineUnavailable, match='no plug-in "nonesuch"'):
            await process.start()
        await process.close()

    asyncio.run(scenario())


def test_prints_are_no_sound_and_the_log_is_bounded(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        async with started("Chatty", SpeechSettings()) as process:
            assert (await process.synthesize(Request("one", "low", "en"))).pcm == engines.tone(160) * 3

    with caplog.at_level(logging.INFO):
        asyncio.run(scenario())
    assert "loading model ..." in caplog.text
    assert '{"end": 0}' in caplog.text
    assert "the rest is dropped" in caplog.text
    assert len(caplog.records) < 300


def test_slow_is_not_hung() -> None:
    async def scenario() -> None:
        async with started("Slow") as process:
            assert (await process.synthesize(Request("x" * 15, "low", "en"))).pcm  # 0.75 s, each block in time

    asyncio.run(scenario())


def test_to_cancel_is_to_kill() -> None:
    async def scenario() -> None:
        async with started("Hang", SpeechSettings()) as process:
            pid = process.pid
            task = asyncio.ensure_future(process.synthesize(Request("bad", "low", "en")))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert not process.alive
            assert process.failure is None
            assert pid is not None
            assert gone(pid)

    asyncio.run(scenario())


def test_killed_from_outside_while_it_speaks() -> None:
    async def scenario() -> None:
        async with started("Hang", SpeechSettings()) as process:
            assert process.pid is not None
            task = asyncio.ensure_future(process.synthesize(Request("bad", "low", "en")))
            await asyncio.sleep(0)
            psutil.Process(process.pid).kill()
            with pytest.raises(errors.EngineCrashed, match="its process"):
                await task

    asyncio.run(scenario())


@posix
def test_what_an_engine_starts_ends_with_it() -> None:
    async def scenario() -> int:
        async with started("Parent") as process:
            return int(process.voices[0].name)

    assert gone(asyncio.run(scenario()))


_PARENT = """
import asyncio, sys
from callcast.player.speech.engine import Request
from callcast.player.speech.process import Process
from callcast.player.speech.settings import SpeechSettings

async def main(engine, limit):
    process = Process("callcast.testing.engines:" + engine, SpeechSettings(request_timeout=limit))
    await process.start()
    task = asyncio.ensure_future(process.synthesize(Request("bad", process.voices[0].name, "en")))
    await asyncio.sleep(0)
    print(process.pid, process.voices[0].name, flush=True)
    await task

asyncio.run(main(sys.argv[1], float(sys.argv[2])))
"""


@posix
@pytest.mark.parametrize(("engine", "limit"), [("Hang", 100.0), ("Slow", 100.0), ("Parent", 100.0), ("Deaf", 0.5)])
def test_no_orphan_when_the_parent_is_killed(engine: str, limit: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when the engine hangs; where it holds the GIL, soon after the request's limit."""
    command = [sys.executable, "-c", _PARENT, engine, str(limit)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        worker, voice = parent.stdout.readline().split()
        children = [int(worker), *([int(voice)] if engine == "Parent" else [])]
        os.kill(parent.pid, 9)
        parent.wait(5)
    assert all(map(gone, children))
