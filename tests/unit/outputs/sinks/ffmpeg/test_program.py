"""The program is found, asked once, and refused with the remedy."""

import asyncio
import os
import sys
from pathlib import Path

import psutil
import pytest
from tests.support.clients import need

from callcast.player.outputs.sinks.ffmpeg import program
from callcast.player.outputs.sinks.ffmpeg.abilities import Needs
from callcast.player.outputs.sinks.ffmpeg.errors import FfmpegLacks, FfmpegMissing, FfmpegUnusable
from callcast.player.outputs.sinks.ffmpeg.program import Program, find

OLD = """#!/bin/sh
echo "$0 $*" >> "$0.log"
echo "ffmpeg version 4.4.2-0ubuntu0 Copyright"
echo "libavformat    58. 76.100 / 58. 76.100"
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")


def found(named: str | None) -> Program:
    return asyncio.run(asyncio.wait_for(find(named), 30))


def script(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_the_one_on_the_path() -> None:
    program = found(None)
    assert program.path == need("ffmpeg")
    assert program.version.new_enough
    program.must(Needs(("rtsp",), ("aac",), ("pipe",), ("tcp",)))
    with pytest.raises(FfmpegLacks, match="has not the encoder no_such; name a fuller one with program"):
        program.must(Needs(encoders=("no_such",)))
    assert found(need("ffmpeg")) is program


def test_the_one_of_the_package_when_there_is_none_on_the_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("imageio_ffmpeg")
    monkeypatch.setenv("PATH", str(tmp_path))
    program = found(None)
    assert "imageio_ffmpeg" in program.path
    program.must(Needs(("rtsp", "flv", "mpegts"), ("aac",), ("pipe",), ("tcp",)))


def test_none_of_that_name() -> None:
    with pytest.raises(FfmpegMissing, match=r"There is no ffmpeg program no-such-ffmpeg; mend program"):
        found("no-such-ffmpeg")


@posix
def test_one_that_is_too_old(tmp_path: Path) -> None:
    with pytest.raises(FfmpegUnusable, match=r"is 4\.4\.2-0ubuntu0, older than 5\.1; install one"):
        found(script(tmp_path / "old", OLD))


@posix
@pytest.mark.parametrize("text", ["#!/bin/sh\nexit 1\n", "#!/no/such/shell\n", "#!/bin/sh\necho hello\n"])
def test_what_is_no_ffmpeg(tmp_path: Path, text: str) -> None:
    with pytest.raises(FfmpegUnusable, match="does not run, or is no ffmpeg"):
        found(script(tmp_path / "other", text))


@posix
def test_one_that_says_nothing_is_not_waited_for_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert program.ANSWERS_WITHIN <= 5
    monkeypatch.setattr(program, "ANSWERS_WITHIN", 0.2)
    with pytest.raises(FfmpegUnusable, match=r"does not say within 0\.2 s what it is; install one"):
        found(script(tmp_path / "deaf", "#!/bin/sh\nexec sleep 600\n"))
    assert not psutil.Process().children()


@posix
def test_asked_once_until_it_is_replaced(tmp_path: Path) -> None:
    real = need("ffmpeg")
    text = f'#!/bin/sh\necho "$2" >> "$0.log"\nexec {real} "$@"\n'
    path = script(tmp_path / "ffmpeg", text)
    asked = Path(f"{path}.log")
    assert found(path) == found(path)
    assert len(asked.read_text().split()) == 5
    os.utime(path, (1, 1))
    found(path)
    assert len(asked.read_text().split()) == 10
