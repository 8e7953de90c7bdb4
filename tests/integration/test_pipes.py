"""Samples by a FIFO and to a program: whoever comes and goes, and what is left behind."""

import asyncio
import os
import stat
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.support.clients import need
from tests.support.clients import run as program
from tests.support.pipes import piped, ramp, run

from callcast.player.media.encode import encode
from callcast.player.outputs.sinks.pipe.errors import CommandEnded, PipeError
from callcast.player.outputs.sinks.pipe.settings import PipeSettings
from callcast.player.outputs.sinks.pipe.sink import PipeSink
from callcast.player.outputs.sinks.settings import SinkSettings
from callcast.player.outputs.sinks.sinks import Sinks
from callcast.player.playout.channel import Channel
from callcast.testing.house import play, until

if sys.platform != "win32":
    import fcntl

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has named pipes instead")

COPY = "import sys\nwith open(sys.argv[1], 'wb', 0) as file:\n while data := sys.stdin.buffer.read1(): file.write(data)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hall"


def fifo(path: Path, **more: Any) -> PipeSettings:
    return PipeSettings.model_validate({"to": f"fifo:{path}", **more})


def to_program(*command: str, **more: Any) -> PipeSettings:
    return PipeSettings.model_validate({"command": command, **more})


def mode(path: Path) -> str:
    """As `ls` shows it; empty when nothing is there."""
    return stat.filemode(path.lstat().st_mode) if path.exists() else ""


# -- a FIFO ----------------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    ("more", "options"),
    [
        ({"rate": 48_000}, ("-f", "s16le", "-ar", "48000", "-ac", "1")),
        ({"wav": True}, ()),
        ({"wav": True, "sample": "f32le", "rate": 48_000, "channels": 2}, ()),
    ],
)
def test_ffmpeg_reads_a_fifo(path: Path, more: dict[str, object], options: tuple[str, ...]) -> None:
    ffmpeg, heard = need("ffmpeg"), path.with_name("heard")

    async def scenario(channel: Channel) -> None:
        settings = fifo(path, **more)
        async with piped(channel, settings) as sink:
            copied = ("-c", "copy", "-f", settings.sample, str(heard))
            listening = asyncio.ensure_future(
                program(ffmpeg, "-v", "error", *options, "-i", str(path), "-t", "2.5", *copied, timeout=20)
            )
            await until("it has come", lambda: sink.flow.readers == 1)
            play(channel, ramp(0.5))
            played = await listening
            assert (played.code, played.err) == (0, "")
            assert b"".join(encode(ramp(0.5), settings.profile).packets).strip(b"\0") in heard.read_bytes()

    run(scenario)


@posix
def test_readers_of_a_fifo_come_and_go(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        async with piped(channel, fifo(path)) as sink:
            assert mode(path) == "prw-------"
            await _read_some(path)
            await until("it has left", lambda: sink.flow.readers == 0)
            before = psutil.Process().num_fds()
            for _ in range(20):
                await _read_some(path)
            await until("all have left", lambda: sink.flow.readers == 0)
            assert psutil.Process().num_fds() == before
        assert mode(path) == "prw-------"  # for who waits there until we come back

    run(scenario)


async def _read_some(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    loop, came = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(fd, came.set)
    try:
        await asyncio.wait_for(came.wait(), 10)
    finally:
        loop.remove_reader(fd)
        os.close(fd)


@posix
def test_a_fifo_has_one_output(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        async with piped(channel, fifo(path)):
            with pytest.raises(PipeError, match=r"is another output's; choose another path\."):
                async with piped(channel, fifo(path)):
                    pass
            await _read_some(path)
        async with piped(channel, fifo(path)):
            await _read_some(path)

    run(scenario)


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no locks on a FIFO")
def test_a_fifo_that_another_program_of_ours_writes_is_left_to_it(path: Path) -> None:
    os.mkfifo(path)
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    writing = os.open(path, os.O_WRONLY)
    fcntl.flock(writing, fcntl.LOCK_EX)

    async def scenario(channel: Channel) -> None:
        with pytest.raises(PipeError, match="is written by another program; stop that program"):
            await asyncio.wait_for(PipeSink(channel, fifo(path)).run(), 10)
        os.close(writing)
        async with piped(channel, fifo(path)) as sink:
            await until("it is read", lambda: sink.flow.readers)

    run(scenario)
    os.close(reading)


@posix
def test_a_fifo_that_was_there_stays(path: Path) -> None:
    os.mkfifo(path, 0o640)

    async def scenario(channel: Channel) -> None:
        async with piped(channel, fifo(path)):
            await _read_some(path)

    run(scenario)
    assert mode(path).startswith("prw-")


@posix
def test_what_is_no_fifo_stays_as_it_is(path: Path) -> None:
    path.write_text("precious")

    async def scenario(channel: Channel) -> None:
        for place, words in (
            (path, "is there already, and is no FIFO; choose another path."),
            (path.parent, "is there already, and is no FIFO; choose another path."),
            (path.parent / "none" / "fifo", "choose a path in a folder that is there"),
        ):
            with pytest.raises(PipeError) as refused:
                async with piped(channel, fifo(place)):
                    pass
            assert words in str(refused.value)

    run(scenario)
    assert path.read_text() == "precious"


# -- a program -------------------------------------------------------------------------------------------------


def test_a_program_gets_every_sample(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        settings = to_program(sys.executable, "-c", COPY, str(path), rate=48_000)
        async with piped(channel, settings) as sink:
            await until("it takes", lambda: path.exists() and path.stat().st_size)
            play(channel, ramp(0.5))
            before = sink.flow.frames
            await until("a second has gone", lambda: sink.flow.frames > before + 50)

    run(scenario)
    silence, heard, after = path.read_bytes().partition(ramp(0.5).samples.tobytes())
    assert heard
    assert not (silence + after).strip(b"\0")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (
            ("no-such-program",),
            "The command no-such-program cannot be started (No such file or directory); mend command.",
        ),
        ((sys.executable, "-c", "exit('no card 7')"), 'has ended with code 1, saying "no card 7"; mend what it says'),
        ((sys.executable, "-c", "import sys; sys.stdin.close(); exit(0)"), "has ended with code 0; "),
        (("false",), "The command false has ended with code 1; see its log, or mend command."),
        (("a\0b",), "cannot be started"),
    ],
)
def test_a_program_that_ends_says_why(command: tuple[str, ...], words: str) -> None:
    async def scenario(channel: Channel) -> None:
        with pytest.raises(CommandEnded) as ended:
            await asyncio.wait_for(PipeSink(channel, to_program(*command)).run(), 20)
        assert words in str(ended.value)
        assert not psutil.Process().children()

    run(scenario)


@posix
def test_a_program_that_is_killed_is_started_again(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        def make(channel: Any, settings: SinkSettings) -> PipeSink:
            assert isinstance(settings, PipeSettings)
            return PipeSink(channel, settings)

        sinks = Sinks(make, lambda: 0.0)
        await sinks.apply({channel: [to_program(sys.executable, "-c", COPY, str(path))]})
        try:
            await until("it takes", lambda: path.exists() and path.stat().st_size)
            (first,) = psutil.Process().children()
            first.kill()
            await until("its end is seen", lambda: sinks.status()[0].state == "waiting")
            assert "has ended with code -9" in str(sinks.status()[0].reason)
            await until("another runs", lambda: [one for one in psutil.Process().children() if one.pid != first.pid])
            await until("it is well", lambda: sinks.status()[0].state == "running")
        finally:
            await sinks.close()
        assert not psutil.Process().children()

    run(scenario)


@posix
def test_a_program_that_stands_still_loses_what_it_has_missed(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        async with piped(channel, to_program(sys.executable, "-c", COPY, str(path), rate=48_000)) as sink:
            await until("it takes", lambda: path.exists() and path.stat().st_size)
            (child,) = psutil.Process().children()
            child.suspend()
            await until("it has lost some", lambda: sink.flow.dropped > 10)
            child.resume()
            lost, frames = sink.flow.dropped, sink.flow.frames
            await until("it goes on", lambda: sink.flow.frames > frames + 20)
            assert sink.flow.dropped < lost + 40  # the ring, which is the past by now

    run(scenario)


# -- another system's ------------------------------------------------------------------------------------------


@posix
def test_a_named_pipe_is_for_windows() -> None:
    async def scenario(channel: Channel) -> None:
        settings = PipeSettings.model_validate({"to": r"\\.\pipe\hall"})
        with pytest.raises(PipeError, match=r'only on Windows; take "unix:/tmp/hall.sock" here\.'):
            await PipeSink(channel, settings).run()

    run(scenario)
