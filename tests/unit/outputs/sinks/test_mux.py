"""Sound and picture in a file: both are on the channel's time, and the picture is never without its IDR."""

import itertools
from pathlib import Path

import av
import pytest
from tests.support.pictures import board, decoded
from tests.support.tone import packets

from callcast.player.media.gop import GopProfile, encode
from callcast.player.media.h264 import is_key
from callcast.player.outputs.sinks.mux import PROFILE, Mux
from callcast.player.playout.subscription import Frame

PICTURE = GopProfile("h264", 640, 360)
FIRST = 1_000
"""Of the picture's frames; the sound's begin at the same time."""


def sound(count: int) -> list[Frame]:
    tone = packets(PROFILE)
    first = FIRST * PICTURE.ticks // PROFILE.ticks
    return [Frame(first + n, tone[n % len(tone)]) for n in range(count)]


def picture(first: int, count: int) -> list[Frame]:
    gop = encode(board(1), PICTURE).packets
    return [Frame(n, gop[n % len(gop)]) for n in range(first, first + count)]


@pytest.mark.parametrize("container", ["mpegts", "flv", "matroska"])
def test_what_went_in_comes_out_on_one_clock(tmp_path: Path, container: str) -> None:
    path = tmp_path / "it"
    mux = Mux(av.open(str(path), "w", format=container), PICTURE)
    heard, shown = iter(sound(140)), iter(picture(FIRST, 30))
    for _ in range(30):
        mux.write(list(itertools.islice(heard, 5)), list(itertools.islice(shown, 1)))
    mux.close()
    with av.open(str(path)) as back:
        (video,), (audio,) = back.streams.video, back.streams.audio
        times: dict[int, list[float]] = {video.index: [], audio.index: []}
        for packet in back.demux():
            if packet.pts is not None and packet.time_base is not None:
                times[packet.stream_index].append(float(packet.pts * packet.time_base))
        seen, sounded = times[video.index], times[audio.index]
    with av.open(str(path)) as back:
        assert len(list(back.decode(video=0))) == 30
    assert len(seen) == 30
    assert all(b - a == pytest.approx(0.1, abs=0.002) for a, b in itertools.pairwise(seen))
    assert seen[0] - sounded[0] == pytest.approx(0, abs=PROFILE.frame / PROFILE.rate)


def test_a_container_begins_with_an_idr_and_so_does_what_comes_behind_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "it.ts"
    mux = Mux(av.open(str(path), "w", format="mpegts"), PICTURE)
    mux.write(sound(20), picture(FIRST + 3, 14))
    mux.write((), picture(FIRST + 19, 8))
    mux.close()
    with av.open(str(path)) as back:
        got = [bytes(packet) for packet in back.demux(video=0) if packet.size]
    assert [is_key(data) for data in got] == [True] + [False] * 6 + [True] + [False] * 6
    assert len(decoded(got)) == 14


def test_without_a_picture_there_is_sound_alone(tmp_path: Path) -> None:
    mux = Mux(av.open(str(tmp_path / "it.ts"), "w", format="mpegts"))
    mux.write(sound(20), picture(FIRST, 5))
    mux.close()
    with av.open(str(tmp_path / "it.ts")) as back:
        assert [stream.type for stream in back.streams] == ["audio"]
