"""A named pipe as ffmpeg.exe finds it: the original's line, from the pipe by RTSP to a server on the Linux side."""

import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

from tests.acceptance.instance import free_port, until
from tests.windows.hearing import Hearing
from tests.windows.publisher import publishing
from tests.windows.wine import PROJECT, Wine

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def path() -> str:
    return rf"\\.\pipe\callcast-test-{uuid.uuid4().hex}"


@contextmanager
def tone(wine: Wine, path: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        wine.command("-m", "tests.windows.tone", path),
        env=wine.environment,
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"up"
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)
        process.stdout.close()
        process.stdin.close()


def test_ffmpeg_reads_the_pipe_and_the_tone_comes_when_it_is_due(wine: Wine, path: str) -> None:
    url = f"rtsp://127.0.0.1:{free_port()}/mystream"
    with tone(wine, path), Hearing(url, listen=True) as hearing, publishing(wine, path, url) as ffmpeg:
        until("tones", lambda: len(hearing.onsets) > 7 or ffmpeg.poll() is not None, 60)
        assert ffmpeg.poll() is None, ffmpeg.stderr.read() if ffmpeg.stderr else ""
    # The first come in a heap, of what ffmpeg has looked at before it began.
    steps = [b - a for a, b in pairwise(hearing.onsets[-4:])]
    assert all(0.8 < step < 1.2 for step in steps), steps


def test_ffmpeg_comes_and_goes_and_a_second_one_reads_too(wine: Wine, path: str) -> None:
    first, second = (f"rtsp://127.0.0.1:{free_port()}/mystream" for _ in range(2))
    with tone(wine, path), Hearing(first, listen=True) as one, publishing(wine, path, first):
        until("it is heard", lambda: one.onsets, 60)
        with Hearing(second, listen=True) as two, publishing(wine, path, second):
            until("the second is heard", lambda: two.onsets, 60)
        with Hearing(second, listen=True) as again, publishing(wine, path, second):
            until("the next is heard", lambda: again.onsets, 60)
        heard = len(one.onsets)
        until("the first goes on", lambda: len(one.onsets) > heard + 1, 10)
