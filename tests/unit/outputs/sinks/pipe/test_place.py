"""Places as people write them."""

import contextlib
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.outputs.sinks.pipe.place import LONGEST_PATH, Place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("unix:/run/tts_audio.sock", Place("unix", "/run/tts_audio.sock")),
        ("unix:C:/x", Place("unix", "C:/x")),
        ("unix:" + "a" * LONGEST_PATH, Place("unix", "a" * LONGEST_PATH)),
        ("fifo:/run/tts", Place("fifo", "/run/tts")),
        ("fifo:" + "a" * 200, Place("fifo", "a" * 200)),
        (r"\\.\pipe\tts_audio_pipe", Place("pipe", "tts_audio_pipe")),
        (r"\\.\PIPE\tts:x", Place("pipe", "tts:x")),
        ("pipe:tts_audio_pipe", Place("pipe", "tts_audio_pipe")),
        ("stdout:", Place("stdout")),
    ],
)
def test_a_place(text: str, place: Place) -> None:
    assert Place.parse(text) == place
    assert Place.parse(str(place)) == place


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", '"" is no place for samples; there are unix:/tmp/tts_audio.sock,'),
        ("/run/x", 'write "unix:/run/x" or "fifo:/run/x"'),
        ("./x", 'write "unix:./x" or "fifo:./x"'),
        ("unx:/tmp/x", 'did you mean "unix:"?'),
        ("UNIX:/tmp/x", 'did you mean "unix:"?'),
        ("stdout", 'did you mean "stdout:"?'),
        ("http://x/", 'there are unix:/tmp/tts_audio.sock, fifo:/tmp/tts_audio, pipe:tts_audio_pipe and "stdout:"'),
        ("unix:", "names nothing; write it like unix:/tmp/tts_audio.sock"),
        ("fifo:", "names nothing; write it like fifo:/tmp/tts_audio"),
        ("pipe:", "names nothing; write it like pipe:tts_audio_pipe"),
        ("unix:\0x", "has a zero byte in it; leave it out"),
        ("unix:" + "a" * (LONGEST_PATH + 1), f"is a path of {LONGEST_PATH + 1} bytes, and that of a socket has"),
        ("unix:" + "大" * 40, "is a path of 120 bytes"),
        ("pipe:a\\b", "has no backslash"),
        ("pipe:" + "a" * 300, "247 characters at most"),
        ("stdout:x", 'write "stdout:"'),
        ("x" * 10_000, "is no place for samples"),
    ],
)
def test_no_place_is_refused_with_what_would_be_one(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=r"^") as refused:
        Place.parse(text)
    assert words in str(refused.value)
    assert len(str(refused.value)) < 300


@given(st.text() | st.text().map("unix:".__add__) | st.text().map("pipe:".__add__))
def test_any_text_is_a_place_or_is_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        place = Place.parse(text)
        assert Place.parse(str(place)) == place


@pytest.mark.skipif(sys.platform != "linux", reason="another number elsewhere")
def test_the_longest_path_is_linuxs() -> None:
    assert LONGEST_PATH == 107
