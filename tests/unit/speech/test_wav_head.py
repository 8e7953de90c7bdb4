"""The head of a WAV file, as programs write it into a pipe."""

import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.speech.wav_head import MOST, WavHead, parse


def written(channels: int = 1, width: int = 2, rate: int = 22_050, frames: int = 10) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as opened:
        opened.setparams((channels, width, rate, 0, "NONE", ""))
        opened.writeframes(bytes(channels * width * frames))
    return file.getvalue()


def sized(size: int) -> bytes:
    return written()[:40] + struct.pack("<I", size)


def test_what_pythons_own_module_writes() -> None:
    assert parse(written()) == WavHead(22_050, True, 44, 20)


@pytest.mark.parametrize("size", [0, 0x7FFFF000, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FFF0000])
def test_a_size_that_stands_for_none(size: int) -> None:
    """Of espeak-ng, sox, ffmpeg and others that write into a pipe."""
    assert parse(sized(size)) == WavHead(22_050, True, 44, None)


@pytest.mark.parametrize(("channels", "width"), [(2, 2), (1, 1), (1, 3), (1, 4)])
def test_what_is_not_plain(channels: int, width: int) -> None:
    head = parse(written(channels, width))
    assert head is not None
    assert not head.plain


def test_other_parts_are_passed_over() -> None:
    data = written()
    noted = data[:12] + b"LIST\5\0\0\0notes\0" + data[12:]
    assert parse(noted) == WavHead(22_050, True, 58, 20)


def test_an_extensible_format() -> None:
    whole = struct.pack("<HHIIHHHHIH14x", 0xFFFE, 1, 48_000, 96_000, 2, 16, 22, 16, 4, 1)
    data = b"RIFF\0\0\0\0WAVE" + struct.pack("<4sI", b"fmt ", len(whole)) + whole + b"data\4\0\0\0"
    assert parse(data) == WavHead(48_000, True, 68, 4)


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html>",
        b"RIFF\0\0\0\0AVI LIST",
        b"RIFF\0\0\0\0WAVEdata\4\0\0\0",
        b"RIFF\0\0\0\0WAVELIST\xff\xff\xff\xff",
        b"RIFF\0\0\0\0WAVELIST" + struct.pack("<I", MOST),
    ],
)
def test_what_is_none(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"WAV file"):
        parse(data)


@given(st.integers(0, 43))
def test_more_is_asked_for_until_it_is_whole(cut: int) -> None:
    assert parse(written()[:cut]) is None


@given(st.binary(max_size=100).map(lambda tail: b"RIFF\0\0\0\0WAVE" + tail) | st.binary(max_size=100))
def test_any_bytes_are_a_head_or_more_or_refused(data: bytes) -> None:
    try:
        head = parse(data)
    except ValueError:
        return
    assert head is None or (head.begin <= len(data) and head.rate > 0)
