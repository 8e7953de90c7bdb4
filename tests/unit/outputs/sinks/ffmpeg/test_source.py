"""What ffmpeg can read by itself."""

import os
import socket
import sys
from pathlib import Path

import pytest

from callcast.player.outputs.sinks.ffmpeg.errors import BadSource
from callcast.player.outputs.sinks.ffmpeg.source import Source


@pytest.mark.parametrize(
    ("text", "input_", "protocol"),
    [
        ("unix:/run/tts_audio.sock", "unix:/run/tts_audio.sock", "unix"),
        ("fifo:/run/tts_audio", "/run/tts_audio", "file"),
        (r"\\.\pipe\tts_audio_pipe", r"\\.\pipe\tts_audio_pipe", "file"),
        ("pipe:tts_audio_pipe", r"\\.\pipe\tts_audio_pipe", "file"),
    ],
)
def test_as_ffmpeg_takes_it(text: str, input_: str, protocol: str) -> None:
    source = Source.parse(text)
    assert (source.input, source.protocol) == (input_, protocol)


@pytest.mark.parametrize("text", ["", "tcp:x", "unix:", "unix:/" + "a" * 200, "stdout:", "/run/x"])
def test_what_is_none_is_said_in_a_sentence(text: str) -> None:
    with pytest.raises(BadSource) as caught:
        Source.parse(text)
    assert str(caught.value).endswith(".")
    assert ";" in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="sockets with a path are POSIX's")
def test_what_is_there_is_looked_at(tmp_path: Path) -> None:
    place = tmp_path / "s"
    with pytest.raises(BadSource, match=r"is not there .*callcast source"):
        Source.parse(f"unix:{place}").check()
    with pytest.raises(BadSource, match="is a folder, and no socket"):
        Source.parse(f"unix:{tmp_path}").check()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
        Source.parse(f"unix:{place}").check()
        with pytest.raises(BadSource, match="is something else, and no FIFO"):
            Source.parse(f"fifo:{place}").check()
    os.mkfifo(tmp_path / "f")
    Source.parse(f"fifo:{tmp_path / 'f'}").check()
    with pytest.raises(
        BadSource, match=r'^pipe:hall can be had only on Windows; read from "unix:/tmp/hall\.sock" here\.$'
    ):
        Source.parse(r"\\.\pipe\hall").check()
