"""Samples by a Unix socket: exact, in time, from the present on, for whoever comes and goes."""

import asyncio
import io
import os
import socket
import stat
import sys
import time
import wave
from pathlib import Path

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray
from tests.support.clients import need
from tests.support.clients import run as program
from tests.support.pipes import STEP, Taker, piped, ramp, run, steps, taker

from callcast.player.media.encode import encode
from callcast.player.outputs.sinks.pipe.errors import PipeError
from callcast.player.outputs.sinks.pipe.settings import PipeSettings
from callcast.player.playout.channel import Channel
from callcast.testing.house import play, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has named pipes instead")

HD = 48_000
"""Hz at which a clip's samples come out as they are."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hall.sock"


def mode(path: Path) -> int | None:
    """The rights to the file; None when there is none."""
    return stat.S_IMODE(path.lstat().st_mode) if path.exists() else None


def replace(path: Path) -> None:
    """Put another's file where one was."""
    path.unlink()
    path.write_text("another's")


def told(path: Path, **more: object) -> PipeSettings:
    return PipeSettings.model_validate({"to": f"unix:{path}", **more})


def test_every_sample_of_a_clip_comes_and_silence_around_it(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        async with piped(channel, told(path, rate=HD)), taker(path) as reader:
            clip = ramp(1.0)
            before = await reader.samples(HD // 5)
            play(channel, clip)
            heard = np.concatenate([before, await reader.samples(3 * HD)])
            start = int(np.flatnonzero(heard)[0])
            assert start < 2 * HD
            assert np.array_equal(heard[start : start + clip.ticks], clip.samples)
            assert not heard[start + clip.ticks :].any()

    run(scenario)


@pytest.mark.parametrize(
    ("sample", "rate", "channels"), [("s16le", 24_000, 1), ("f32le", 48_000, 2), ("s16le", 44_100, 2)]
)
def test_any_form_rate_and_number_of_channels(path: Path, sample: str, rate: int, channels: int) -> None:
    async def scenario(channel: Channel) -> None:
        settings = told(path, sample=sample, rate=rate, channels=channels)
        async with piped(channel, settings), taker(path) as reader:
            clip, profile = ramp(0.5), settings.profile
            play(channel, clip)
            expected = b"".join(encode(clip, profile).packets).strip(b"\0")
            assert expected in await reader.take(profile.bit_rate // 8 * 2)

    run(scenario)


def test_samples_come_when_they_are_due(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        async with piped(channel, told(path)), taker(path) as reader:
            await reader.take(1)
            began = time.monotonic()
            await reader.samples(2 * 24_000)
            assert time.monotonic() - began == pytest.approx(2.0, abs=0.15)

    run(scenario)


def test_who_stands_still_loses_whole_frames_and_comes_back_to_the_present(path: Path) -> None:
    frame = HD // 50

    async def scenario(channel: Channel) -> None:
        async with piped(channel, told(path, rate=HD)) as sink, taker(path) as steady, taker(path) as slow:
            heard: list[NDArray[np.int16]] = []
            watching = asyncio.ensure_future(_watch(steady, frame, heard))
            play(channel, ramp(5.0))
            before = await slow.samples(HD // 2)
            await until("it has lost much", lambda: sink.flow.dropped > 40)
            after = await slow.samples(HD // 2)
            assert abs(int(after[-1]) - int(heard[-1][-1])) * STEP <= 3 * frame, "late"
            watching.cancel()
            lost = [step for step in steps(np.concatenate([before, after]), frame) if step]
            assert lost == [sink.flow.dropped]  # whole frames, all in one place, each of them counted
            assert not any(steps(np.concatenate(heard), frame))

    run(scenario)


async def _watch(reader: Taker, frame: int, heard: list[NDArray[np.int16]]) -> None:
    while True:
        heard.append(await reader.samples(frame))


def test_readers_come_and_go_a_hundred_times(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        async with piped(channel, told(path)) as sink, taker(path) as steady:
            await steady.take(1)
            before = psutil.Process().num_fds()
            for _ in range(100):
                async with taker(path) as reader:
                    assert await reader.take(100)
            await until("all have left", lambda: sink.flow.readers == 1)
            assert psutil.Process().num_fds() == before
            assert sink.flow.frames >= 100

    run(scenario)


def test_a_second_reader_is_refused_where_one_is_allowed(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        async with piped(channel, told(path, readers="one")) as sink:
            async with taker(path) as first:
                await first.take(1)
                async with taker(path) as second:
                    assert await second.take(1) == b""
                assert len(await first.take(10_000)) == 10_000
                assert sink.flow.readers == 1
            await until("the first has left", lambda: sink.flow.readers == 0)
            async with taker(path) as third:
                assert await third.take(1)

    run(scenario)


def test_the_end_of_the_channel_is_the_end_of_the_stream(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        async with piped(channel, told(path)), taker(path) as reader:
            await reader.take(1)
            channel.close(None)
            assert len(await reader.take(1_000_000)) < 100_000

    run(scenario)


# -- the file --------------------------------------------------------------------------------------------------


def test_the_file_is_its_owners_alone_and_goes_with_the_sink(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        umask = os.umask(0o022)
        os.umask(umask)
        async with piped(channel, told(path)):
            assert mode(path) == 0o600
            assert os.umask(umask) == umask
        assert mode(path) is None

    run(scenario)


def test_a_socket_that_nobody_listens_behind_is_replaced(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))

    async def scenario(channel: Channel) -> None:
        async with piped(channel, told(path)), taker(path) as reader:
            assert await reader.take(1)

    run(scenario)


def test_a_socket_that_another_output_has_stays_its(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        async with piped(channel, told(path)), taker(path) as reader:
            with pytest.raises(PipeError, match=r"is another output's; choose another path\."):
                async with piped(channel, told(path)):
                    pass
            assert len(await reader.take(10_000)) == 10_000
            assert mode(path) == 0o600

    run(scenario)


def test_a_socket_that_another_program_has_stays_its(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        with socket.socket(socket.AF_UNIX) as others:
            others.bind(str(path))
            others.listen()
            with pytest.raises(PipeError, match=r"is another program's socket; stop that program"):
                async with piped(channel, told(path)):
                    pass
            with socket.socket(socket.AF_UNIX) as reader:
                reader.connect(str(path))

    run(scenario)


def test_what_is_no_socket_stays_as_it_is(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("precious")
    link.symlink_to(file)

    async def scenario(channel: Channel) -> None:
        for path, words in (
            (tmp_path, f"is a folder; give the path of a file, such as {tmp_path}/callcast.sock."),
            (file, "is there already, and is no socket; choose another path."),
            (link, "is there already, and is no socket; choose another path."),
            (tmp_path / "none" / "sock", "choose a path in a folder that is there"),
        ):
            with pytest.raises(PipeError) as refused:
                async with piped(channel, told(path)):
                    pass
            assert words in str(refused.value)
            assert str(path) in str(refused.value)

    run(scenario)
    assert file.read_text() == "precious"
    assert link.is_symlink()


def test_a_file_that_somebody_removes_is_made_anew_within_a_second(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        async with piped(channel, told(path)) as sink, taker(path) as before:
            await before.take(1)
            os.unlink(path)  # noqa: PTH108 - a path's methods are not for coroutines
            removed = time.monotonic()
            await until("it is there again", path.exists)
            assert time.monotonic() - removed < 1.0
            assert mode(path) == 0o600
            async with taker(path) as after:
                assert await after.take(1)
                assert len(await before.take(10_000)) == 10_000
                assert sink.flow.readers == 2

    run(scenario)


def test_what_another_has_put_in_its_place_is_not_removed(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        async with piped(channel, told(path)):
            replace(path)

    run(scenario)
    assert path.read_text() == "another's"


# -- programs --------------------------------------------------------------------------------------------------


def test_pythons_wave_reads_the_header(path: Path) -> None:
    async def scenario(channel: Channel) -> None:
        async with piped(channel, told(path, wav=True, channels=2)), taker(path) as first, taker(path) as second:
            for reader in (first, second):
                data = io.BytesIO(await reader.take(44 + 4 * 480))
                with wave.open(data) as sound:
                    assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (24_000, 2, 2)
                    assert sound.readframes(480) == bytes(4 * 480)

    run(scenario)


@pytest.mark.parametrize(
    ("more", "options"),
    [
        ({}, ("-f", "s16le", "-ar", "24000", "-ac", "1")),
        ({"sample": "f32le", "rate": HD, "channels": 2}, ("-f", "f32le", "-ar", "48000", "-ac", "2")),
    ],
)
def test_ffmpeg_reads_it(path: Path, tmp_path: Path, more: dict[str, object], options: tuple[str, ...]) -> None:
    ffmpeg, out = need("ffmpeg"), tmp_path / "heard"

    async def scenario(channel: Channel) -> None:
        settings = told(path, **more)
        async with piped(channel, settings) as sink:
            copied = (*("-c", "copy", "-f", settings.sample), str(out))
            listening = asyncio.ensure_future(
                program(ffmpeg, "-v", "error", *options, "-i", f"unix:{path}", "-t", "2.5", *copied, timeout=20)
            )
            await until("it has come", lambda: sink.flow.readers == 1)
            clip = ramp(0.5)
            play(channel, clip)
            played = await listening
            assert (played.code, played.err) == (0, "")
            assert b"".join(encode(clip, settings.profile).packets).strip(b"\0") in out.read_bytes()

    run(scenario)
