"""What outputs of raw samples are told, and the header before them."""

import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from callcast.player.media.profile import PCM_RATES, Sample, pcm
from callcast.player.outputs.sinks.pcm import PcmSettings, nearest_rate, wav_header


def test_as_the_original_had_it_when_nobody_says_otherwise() -> None:
    settings = PcmSettings(kind="any")
    assert settings.profile == pcm("s16le", 24_000, 1)
    assert settings.head == b""


@pytest.mark.parametrize(
    ("rate", "nearest"),
    [(24_010, 24_000), (44_099, 44_100), (11_026, 11_025), (0, 4_000), (-1, 4_000), (10**9, 192_000)],
)
def test_a_rate_that_cannot_be_is_refused_with_the_nearest(rate: int, nearest: int) -> None:
    with pytest.raises(ValidationError, match=f"cannot be had at {rate} Hz; the nearest rate that can is {nearest}"):
        PcmSettings(kind="any", rate=rate)


@given(st.integers(-(10**6), 10**6))
def test_the_nearest_rate_can_be_had_and_none_is_nearer(rate: int) -> None:
    nearest = nearest_rate(rate)
    assert nearest in PCM_RATES
    assert not any(
        abs(other - rate) < abs(nearest - rate) for other in (nearest - 25, nearest + 25) if other in PCM_RATES
    )


@pytest.mark.parametrize("channels", [0, 9])
def test_so_many_channels_cannot_be(channels: int) -> None:
    with pytest.raises(ValidationError):
        PcmSettings(kind="any", channels=channels)


@pytest.mark.parametrize("channels", [1, 2])
def test_a_wav_header_is_what_pythons_wave_writes_but_for_the_length(channels: int) -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((channels, 2, 44_100, 0, "NONE", ""))
        sound.writeframes(b"")
    ours, theirs = wav_header("s16le", 44_100, channels), file.getvalue()
    assert len(ours) == len(theirs) == 44
    assert (ours[8:40], ours[:4]) == (theirs[8:40], theirs[:4])
    assert ours[4:8] == ours[40:44] == b"\xff" * 4


@pytest.mark.parametrize(("sample", "tag", "bits"), [("s16le", 1, 16), ("f32le", 3, 32)])
def test_every_chunk_of_a_header_has_its_length(sample: Sample, tag: int, bits: int) -> None:
    header = wav_header(sample, 48_000, 2)
    place, chunks = 12, {}
    while place < len(header):
        name, size = struct.unpack_from("<4sI", header, place)
        chunks[name] = header[place + 8 : place + 8 + size]
        place += 8 + (size if name != b"data" else 0)
    assert place == len(header)
    assert struct.unpack_from("<HHIIHH", chunks[b"fmt "]) == (tag, 2, 48_000, 48_000 * bits // 4, bits // 4, bits)
    assert list(chunks) == [b"fmt ", b"data"] if tag == 1 else [b"fmt ", b"fact", b"data"]
