import random
from itertools import pairwise

import numpy as np
import pytest
from av.codec import Codec
from tests.support.pictures import board, decoded, luma, planes, psnr

from callcast.player.media import h264
from callcast.player.media.gop import FPS, Gop, GopProfile, encode, parameter_sets
from callcast.player.media.picture import Picture

PROFILE = GopProfile("h264", 640, 360)
LEAST = 38.0
"""dB of luma."""


def codings() -> list[GopProfile]:
    sizes = [PROFILE, GopProfile("h264", 1280, 720, 25), GopProfile("h264", 720, 1280, 5), GopProfile("h264", 322, 182)]
    try:
        Codec("libopenh264", "w")
    except ValueError:
        return sizes
    return [*sizes, GopProfile("openh264", 640, 360, codec="libopenh264")]


def gops(profile: GopProfile, count: int) -> list[tuple[Picture, Gop]]:
    pictures = [board(seed, profile.width, profile.height) for seed in range(count)]
    return [(picture, encode(picture, profile)) for picture in pictures]


@pytest.mark.parametrize("profile", codings(), ids=lambda p: f"{p.codec}-{p.width}x{p.height}")
def test_a_second_is_one_picture_bit_for_bit(profile: GopProfile) -> None:
    picture, gop = gops(profile, 1)[0]
    assert (gop.profile, gop.digest, len(gop.packets)) == (profile, picture.digest, profile.fps)
    frames = decoded(gop.packets)
    assert len(frames) == profile.fps
    assert psnr(planes(frames[0])[: profile.height], luma(picture)) > LEAST
    assert all(np.array_equal(planes(frame), planes(frames[0])) for frame in frames)


def test_looped_and_cut_anywhere_every_frame_decodes_to_the_picture_that_is_due() -> None:
    made, rng = gops(PROFILE, 4), random.Random(1)
    stream, due = [], []
    for _ in range(40):
        picture, gop = rng.choice(made)
        length = rng.choice((1, 2, 3, 5, 9, 10, 11, 20, 25))
        stream += [gop.packets[n % len(gop.packets)] for n in range(length)]
        due += [picture] * length
    frames = decoded(stream)
    assert len(frames) == len(stream)
    wrong = [
        n
        for n, (frame, picture) in enumerate(zip(frames, due, strict=True))
        if psnr(planes(frame)[: PROFILE.height], luma(picture)) < LEAST
    ]
    assert not wrong


def test_headers_are_the_same_for_all_pictures_and_stand_before_each_idr() -> None:
    sps, pps = parameter_sets(PROFILE)
    assert (h264.kind(sps), h264.kind(pps)) == (h264.SPS, h264.PPS)
    black, white = (Picture(640, 360, bytes((level,)) * (3 * 640 * 360)) for level in (0, 255))
    for gop in [encode(black, PROFILE), encode(white, PROFILE), *(gop for _, gop in gops(PROFILE, 3))]:
        assert h264.units(gop.packets[0])[:2] == (sps, pps)
        assert [h264.kind(unit) for unit in h264.units(gop.packets[0])] == [h264.SPS, h264.PPS, h264.IDR]
        assert [h264.is_key(packet) for packet in gop.packets] == [True] + [False] * 9


def test_frames_that_repeat_are_shared_and_small() -> None:
    (_, one), (_, other) = gops(PROFILE, 2)
    assert all(a is b for a, b in zip(one.packets[1:], other.packets[1:], strict=True))
    assert sum(map(len, one.packets[1:])) < 400


def test_a_board_of_720p_takes_less_than_60_kilobytes_a_second() -> None:
    gop = encode(board(1, 1280, 720), GopProfile("h264", 1280, 720))
    assert sum(map(len, gop.packets)) < 60_000


def test_the_decoder_is_told_rate_and_colours() -> None:
    import av

    decoder = av.CodecContext.create("h264", "r")
    (frame, *_) = [f for p in gops(PROFILE, 1)[0][1].packets for f in decoder.decode(av.Packet(p))]
    assert decoder.framerate == PROFILE.fps
    assert not decoder.has_b_frames
    assert (frame.colorspace, frame.color_range) == (1, 1)


def test_a_jpeg_is_whole() -> None:
    import av

    profile = GopProfile("mjpeg", 640, 360, codec="mjpeg")
    gop = encode(board(1), profile)
    (frame,) = av.CodecContext.create("mjpeg", "r").decode(av.Packet(gop.packets[0]))
    assert len(gop.packets) == 1
    assert (
        psnr(
            frame.to_ndarray(format="rgb24")[:, :, 1],
            np.frombuffer(board(1).rgb, np.uint8).reshape(360, 640, 3)[:, :, 1],
        )
        > 28
    )


def test_what_cannot_be_coded_is_one_sentence() -> None:
    with pytest.raises(ValueError, match="two even numbers"):
        GopProfile("h264", 641, 360)
    with pytest.raises(ValueError, match="take one of 5, 6, 8, 10"):
        GopProfile("h264", 640, 360, 7)
    with pytest.raises(ValueError, match="640x360"):
        encode(board(1), GopProfile("h264", 320, 180))


def test_frames_are_whole_numbers_of_ticks() -> None:
    assert all(GopProfile("h264", 640, 360, fps).ticks * fps == 48_000 for fps in FPS)
    assert all(a < b for a, b in pairwise(FPS))
    assert {5, 10, 25, 30} <= set(FPS)
