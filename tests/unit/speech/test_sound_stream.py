"""Sound of others: its kind, its end, its bounds."""

import contextlib
import io
import struct
import wave
from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.speech_server import coded

from callcast.player.speech import sound_stream
from callcast.player.speech.engine import Speech
from callcast.player.speech.errors import EmptyAudio, EngineError, EngineFailed
from callcast.player.speech.sound_stream import MAX_BYTES, kind, raw, speech

RATE = 24_000
SINE = (8_000 * np.sin(2 * np.pi * 440 / RATE * np.arange(RATE))).astype("<i2").tobytes()


def wav(pcm: bytes = SINE, channels: int = 1, rate: int = RATE) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as opened:
        opened.setparams((channels, 2, rate, 0, "NONE", ""))
        opened.writeframes(pcm)
    return file.getvalue()


def pieces(data: bytes, size: int = 999) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def whole(spoken: Speech) -> bytes:
    return b"".join(spoken.blocks)


def loudness(pcm: bytes) -> float:
    return float(np.sqrt(np.mean(np.frombuffer(pcm, "<i2").astype(float) ** 2)))


@given(st.binary(min_size=1, max_size=500).map(lambda pcm: pcm + pcm), st.integers(1, 600))
def test_a_wav_comes_back_as_it_was_however_it_is_cut(pcm: bytes, size: int) -> None:
    spoken = speech("x", pieces(wav(pcm), size))
    assert (spoken.rate, whole(spoken)) == (RATE, pcm)


def test_the_first_block_comes_before_the_last_piece() -> None:
    given_out = []

    def slowly() -> Iterator[bytes]:
        for piece in pieces(wav()):
            given_out.append(piece)
            yield piece

    next(speech("x", slowly()).blocks)
    assert len(given_out) < 4


def test_what_follows_the_sound_is_not_spoken_but_read() -> None:
    rest = pieces(wav() + b"LIST\4\0\0\0note")
    assert whole(speech("x", rest)) == SINE
    assert not list(rest)


@pytest.mark.parametrize(
    ("container", "codec"), [("mp3", "libmp3lame"), ("flac", "flac"), ("aiff", "pcm_s16be"), ("adts", "aac")]
)
def test_other_kinds_are_decoded(container: str, codec: str) -> None:
    data = coded(wav(), container, codec)
    assert kind(data[:16]) == {"adts": "aac"}.get(container, container)
    spoken = speech("x", pieces(data))
    pcm = whole(spoken)
    assert spoken.rate == RATE
    assert len(pcm) == pytest.approx(len(SINE), rel=0.15)
    assert loudness(pcm) == pytest.approx(loudness(SINE), rel=0.1)


def test_opus_is_decoded() -> None:
    assert whole(speech("x", pieces(coded(wav(), "ogg", "libopus", 48_000))))


def test_two_sides_become_one() -> None:
    both = np.repeat(np.frombuffer(SINE, "<i2"), 2).tobytes()
    assert len(whole(speech("x", pieces(wav(both, channels=2))))) == len(SINE)


def test_samples_without_a_head_and_half_a_sample_too_much() -> None:
    spoken = raw("x", 16_000, pieces(SINE + b"\1"))
    assert (spoken.rate, whole(spoken)) == (16_000, SINE)


def test_a_file_in_place_of_bare_samples_is_taken_as_one() -> None:
    spoken = raw("x", 16_000, pieces(wav()))
    assert (spoken.rate, whole(spoken)) == (RATE, SINE)


@given(st.binary(min_size=2, max_size=40).filter(lambda pcm: kind(pcm, by_sync=False) is None))
def test_any_bare_samples_stay_what_they_are(pcm: bytes) -> None:
    assert whole(raw("x", RATE, [pcm])) == pcm[: len(pcm) // 2 * 2]


@pytest.mark.parametrize("function", [speech, lambda engine, given: raw(engine, RATE, given)])
def test_nothing_is_no_sound(function: object) -> None:
    with pytest.raises(EmptyAudio):
        function("x", [b"", b""])  # type: ignore[operator]


@pytest.mark.parametrize(
    ("data", "like"),
    [
        (b"<!DOCTYPE html><html>", "a web page"),
        (b'{"error": "sk-secret"}', "JSON"),
        (b"#EXTM3U\nhttp://127.0.0.1/secret", "bytes of no kind"),
        (b"x", "bytes of no kind"),
    ],
)
def test_what_is_no_sound_is_named_but_not_shown(data: bytes, like: str) -> None:
    with pytest.raises(EngineFailed, match=like) as caught:
        speech("x", [data])
    assert "secret" not in str(caught.value)


_MAGIC = (b"RIFF....WAVE", b"ID3\4", b"OggS", b"fLaC", b"\xff\xfb", b"\xff\xf1", b"FORM....AIFF")


@given(st.sampled_from(_MAGIC), st.binary())
def test_garbage_ends_in_an_error_or_a_sound(magic: bytes, tail: bytes) -> None:
    with contextlib.suppress(EngineError):
        whole(speech("x", pieces(magic + tail, 7)))


@pytest.mark.parametrize("cut", [30, 44, 45, 1_000])
def test_a_wav_that_breaks_off(cut: int) -> None:
    with pytest.raises(EngineFailed, match="breaks off"):
        whole(speech("x", pieces(wav()[:cut])))


def test_more_bytes_than_any_text_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_stream, "MAX_BYTES", 2**20)

    def endless() -> Iterable[bytes]:
        yield wav()[:40] + b"\xff" * 4
        while True:
            yield SINE

    with pytest.raises(EngineFailed, match=r"more than 1 MiB"):
        whole(speech("x", endless()))


def test_an_endless_file_without_a_frame_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_stream, "MAX_BYTES", 2**22)

    def endless() -> Iterable[bytes]:
        yield b"ID3\4\0\0\0\0\0\0"
        while True:
            yield bytes(2**16)

    with pytest.raises(EngineFailed):
        whole(speech("x", endless()))


def test_longer_than_ten_minutes() -> None:
    head = wav(b"", rate=4_000)[:40] + struct.pack("<I", 0xFFFFFFFF)
    with pytest.raises(EngineFailed, match="more than 600 s"):
        for _ in speech("x", [head, bytes(2 * 4_000 * 600), b"\0\0"]).blocks:
            pass


@pytest.mark.parametrize("rate", [100, 1_000_000])
def test_a_rate_that_is_none(rate: int) -> None:
    with pytest.raises(EngineFailed, match=f"{rate} samples a second"):
        speech("x", [wav(rate=rate)])


def test_an_error_of_whoever_gives_it_comes_through_libav() -> None:
    """As that a connection broke off."""
    data = coded(wav(), "mp3", "libmp3lame")

    def broken() -> Iterator[bytes]:
        yield data[: len(data) // 2]
        raise EngineFailed("x", "the line was cut")

    with pytest.raises(EngineFailed, match="the line was cut"):
        whole(speech("x", broken()))


def test_libav_is_told_the_kind_and_follows_no_list() -> None:
    """What begins as an MP3, but is a list of addresses, is no sound."""
    with pytest.raises(EngineError):
        whole(speech("x", [b"ID3#EXTM3U\n#EXTINF:1\nhttp://127.0.0.1:9/x.mp3\n" * 10]))


def test_the_bound_is_larger_than_the_longest_sound() -> None:
    assert MAX_BYTES > 600 * 48_000 * 4
