"""An engine is always there: after each fault the next text is spoken."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
import pytest

from callcast.player.speech import errors
from callcast.player.speech.engine import Request
from callcast.player.speech.errors import EngineError
from callcast.player.speech.host import SLACK, Host
from callcast.player.speech.settings import SpeechSettings
from callcast.testing.house import until

QUICK = SpeechSettings(block_timeout=1, request_timeout=2.5)
BAD, GOOD = Request("bad", "low", "en"), Request("good", "low", "en")


@asynccontextmanager
async def hosting(engine: str, settings: SpeechSettings = QUICK) -> AsyncIterator[Host]:
    host = Host(f"callcast.testing.engines:{engine}", settings)
    try:
        yield host
    finally:
        await host.close()
        assert not [each for each in psutil.Process().children() if "speech.worker" in " ".join(each.cmdline())]


@pytest.mark.parametrize(
    ("engine", "error"),
    [
        ("Hang", errors.SynthesisTimeout),
        ("Crash", errors.EngineCrashed),
        ("Raise", errors.EngineFailed),
        ("Tattered", errors.EngineGarbled),
        ("WrongLength", errors.EngineGarbled),
    ],
)
def test_one_retry_then_the_error_then_the_next_text(
    engine: str, error: type[EngineError], caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        async with hosting(engine) as host:
            with pytest.raises(error):
                await host.synthesize(BAD)
            assert host.state != "ready"
            assert (await host.synthesize(GOOD)).pcm
            assert host.state == "ready"

    asyncio.run(scenario())
    assert caplog.text.count("Once more.") == 1


@pytest.mark.parametrize(("engine", "tries"), [("Empty", 2), ("Silent", 2), ("Speechless", 1)])
def test_no_sound_costs_no_worker(engine: str, tries: int, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        async with hosting(engine) as host:
            await host.know()
            pid = host.pid
            with pytest.raises(errors.EmptyAudio):
                await host.synthesize(BAD)
            assert (host.state, host.pid) == ("ready", pid)

    asyncio.run(scenario())
    assert caplog.text.count("Once more.") == tries - 1


def test_what_is_urgent_comes_next() -> None:
    async def scenario() -> None:
        order: list[str] = []

        async def say(name: str, urgent: bool = False) -> None:
            await host.synthesize(Request(name, "low", "en"), urgent=urgent)
            order.append(name)

        async with hosting("Slow") as host:
            await host.know()
            tasks = [asyncio.ensure_future(say(name)) for name in ("aa", "bb", "cc")]
            await asyncio.sleep(0)
            await asyncio.gather(say("urgent", True), *tasks)
        assert order == ["aa", "urgent", "bb", "cc"]

    asyncio.run(scenario())


def test_an_emergency_ends_what_has_hung_and_that_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        async with hosting("Hang", SpeechSettings(block_timeout=4)) as host:
            await host.know()
            loop = asyncio.get_running_loop()
            hung = asyncio.ensure_future(host.synthesize(BAD))
            await asyncio.sleep(0)
            began = loop.time()
            assert (await host.synthesize(GOOD, urgent=True)).pcm
            assert loop.time() - began < 3.5
            assert not hung.done()
            with pytest.raises(errors.SynthesisTimeout):
                await hung

    asyncio.run(scenario())
    assert caplog.text.count("Once more.") == 1


def test_a_fresh_worker_mends_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        once = tmp_path / "once"
        once.touch()
        async with hosting("CrashOnce") as host:
            assert (await host.synthesize(Request(str(once), "low", "en"))).pcm
            assert host.state == "ready"

    asyncio.run(scenario())


def test_one_at_a_time_in_one_worker() -> None:
    async def scenario() -> None:
        async with hosting("Tone") as host:
            sounds = await asyncio.gather(*(host.synthesize(Request("x" * n, "low", "en")) for n in range(1, 20)))
            assert [len(sound.pcm) for sound in sounds] == [320 * n for n in range(1, 20)]

    asyncio.run(scenario())


def test_an_unavailable_engine_is_not_started_for_each_text() -> None:
    async def scenario() -> None:
        async with hosting("Missing") as host:
            loop = asyncio.get_running_loop()
            with pytest.raises(errors.EngineUnavailable, match="tone download"):
                await host.know()
            began = loop.time()
            for _ in range(20):
                with pytest.raises(errors.EngineUnavailable, match="tone download"):
                    await host.synthesize(GOOD)
            assert loop.time() - began < 1
            assert "tone download" in host.state

    asyncio.run(scenario())


def test_run_replaces_a_worker_that_dies_in_its_sleep() -> None:
    async def scenario() -> None:
        async with hosting("Tone") as host:
            running = asyncio.ensure_future(host.run())
            await host.know()
            first = host.pid
            assert first is not None
            psutil.Process(first).kill()
            async with _until():
                while host.pid == first or host.state != "ready":  # noqa: ASYNC110 - what it waits for is another process
                    await asyncio.sleep(0.01)
            assert (await host.synthesize(GOOD)).pcm
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    asyncio.run(scenario())


def test_a_cancelled_text_keeps_nobody_else_waiting() -> None:
    async def scenario() -> None:
        async with hosting("Hang") as host:
            await host.know()
            hung = asyncio.ensure_future(host.synthesize(BAD))
            await asyncio.sleep(0)
            next_one = asyncio.ensure_future(host.synthesize(GOOD))
            await asyncio.sleep(0)
            hung.cancel()
            assert (await next_one).pcm
            with pytest.raises(asyncio.CancelledError):
                await hung

    asyncio.run(scenario())


@asynccontextmanager
async def _until(seconds: float = 10.0) -> AsyncIterator[None]:
    """Fails what takes longer."""
    task = asyncio.current_task()
    assert task is not None
    timer = asyncio.get_running_loop().call_later(seconds, task.cancel)
    try:
        yield
    finally:
        timer.cancel()


def test_who_has_hung_is_passed_over_for_longer_each_time_and_forgiven_at_once() -> None:
    async def scenario() -> None:
        async with hosting("Tone") as host:
            await host.know()
            assert host.slack() == SLACK
            loop = asyncio.get_running_loop()
            pauses = []
            for _ in range(12):
                host.hung(errors.SynthesisTimeout(host.name, "a block took longer than 1 s"))
                pauses.append(round(host._shunned_until - loop.time()))
                assert host.slack() == 0
            assert pauses == [10, 20, 40, 80, 160, *[300] * 7]
            assert "did not answer in time" in host.state
            assert "a block took longer than 1 s" in str(host.away())
            assert (await host.synthesize(GOOD)).pcm
            assert (host.slack(), host.state) == (SLACK, "ready")

    asyncio.run(scenario())


def test_who_starts_is_worth_a_second_and_no_more() -> None:
    async def scenario() -> None:
        async with hosting("Sleepy") as host:
            waking = asyncio.ensure_future(host.wake())
            await until("its time is over", lambda: host.slack() == 0.0)
            assert not host.ready
            assert "it is starting" in str(host.away())
            waking.cancel()

    asyncio.run(scenario())


def test_to_leave_one_that_starts_does_not_end_it() -> None:
    async def scenario() -> None:
        async with hosting("Late") as host:
            waking = asyncio.ensure_future(host.wake())
            await until("it starts", lambda: host.pid)
            pid = host.pid
            waking.cancel()
            await host.wake()
            assert host.pid == pid

    asyncio.run(scenario())


def test_a_renewed_worker_is_another_one() -> None:
    async def scenario() -> None:
        async with hosting("Tone") as host:
            await host.know()
            pid = host.pid
            await host.renew()
            assert host.pid not in (None, pid)
            assert host.state == "ready"

    asyncio.run(scenario())


@pytest.mark.parametrize("engine", ["Hang", "Late"])
def test_when_another_could_speak_it_gets_no_second_chance(engine: str, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        async with hosting(engine) as host:
            if engine == "Hang":
                await host.know()
            with pytest.raises(errors.SynthesisTimeout if engine == "Hang" else errors.EngineAway):
                await host.synthesize(BAD, alone=False)

    asyncio.run(scenario())
    assert "Once more." not in caplog.text
