"""A recording outlives the process, and a full disk."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.support import decoded, disk
from tests.support.clients import need, run
from tests.support.live import ToneChannel

from callcast.bus.messages import OutputStatus
from callcast.player.media.profile import AAC
from callcast.player.outputs.channel import Channel
from callcast.player.outputs.sinks.file.settings import FileSettings
from callcast.player.outputs.sinks.file.sink import FileSink
from callcast.player.outputs.sinks.settings import SinkSettings
from callcast.player.outputs.sinks.sink import Sink
from callcast.player.outputs.sinks.sinks import Sinks
from callcast.testing.house import until

ROOT = Path(__file__).parents[2]
SECOND = AAC.rate / AAC.frame


@pytest.mark.parametrize("seconds", [2.1, 2.4, 2.8])
def test_kill_minus_nine_costs_less_than_a_second(tmp_path: Path, seconds: float) -> None:
    """At whatever moment: what is there decodes as it is."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.recording", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    sent = 0
    try:
        for line in child.stdout:
            if (sent := int(line)) >= seconds * SECOND:
                break
    finally:
        child.kill()
        sent = max(sent, *(int(line) for line in child.stdout), 0)
        child.stdout.close()
        child.wait()
    (file,) = tmp_path.iterdir()
    kept = len(decoded.packets(file))
    assert sent - SECOND < kept <= sent + 1
    check(file, kept)


def check(file: Path, frames: int) -> None:
    """ffmpeg decodes all of it, without a word."""
    ffmpeg = need("ffmpeg")
    played = asyncio.run(run(ffmpeg, "-v", "warning", "-i", str(file), "-f", "s16le", "-y", os.devnull, timeout=20))
    assert (played.code, played.err) == (0, "")
    assert len(decoded.samples(file)) == frames * AAC.frame
    between = np.diff(
        decoded.onsets(decoded.samples(file))
    )  # the tone begins on each second, a little sooner where it is looped
    assert between == pytest.approx(np.ones(len(between)), abs=0.04)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 256 KiB."""
    with disk.small_disk(tmp_path / "disk", "256k") as folder:
        yield folder


def made(channel: Channel, settings: SinkSettings) -> Sink:
    """As the player makes one."""
    assert isinstance(settings, FileSettings)
    return FileSink(channel, settings)


def test_a_full_disk_is_said_and_left_when_there_is_room(small_disk: Path, tmp_path: Path) -> None:
    """Another recording goes on meanwhile; no file is torn, none is empty."""
    channel = ToneChannel()
    filler = small_disk / "filler"
    filler.write_bytes(bytes(180 * 1024))
    elsewhere = tmp_path / "elsewhere"
    sinks = Sinks(made, lambda: 0.0)

    def full() -> OutputStatus:
        return sinks.status()[0]

    async def scenario() -> None:
        await sinks.apply({channel: [FileSettings(folder=small_disk), FileSettings(folder=elsewhere)]})
        playing = asyncio.ensure_future(channel.run())
        try:
            await until("the disk is full", lambda: full().state == "waiting", 30)
            reason = full().reason or ""
            assert "No space left on device" in reason
            assert reason.endswith("make room there, or let keep_days remove more.")
            assert full().frames > 0
            filler.unlink()
            before = full().frames
            await until("it records again", lambda: full().state == "running" and full().frames > before, 30)
            assert full().dropped > 0
            assert sinks.status()[1].dropped == 0
        finally:
            playing.cancel()
            await sinks.close()

    asyncio.run(scenario())
    files = sorted(file for file in small_disk.iterdir() if file != filler)
    assert len(files) >= 2
    for file in files:
        assert file.stat().st_size % 188 == 0
        check_words(file)
    (file,) = elsewhere.iterdir()
    check(file, len(decoded.packets(file)))


def check_words(file: Path) -> None:
    """ffmpeg has nothing to say on it."""
    played = asyncio.run(run(need("ffmpeg"), "-v", "warning", "-i", str(file), "-f", "null", "-", timeout=20))
    assert (played.code, played.err) == (0, "")
