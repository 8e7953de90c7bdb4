"""JPEGs of what is on air."""

import io
from typing import Literal

import av
import numpy as np
import pytest
from PIL import Image
from tests.support.pictures import board, pixels, psnr

from callcast.player.media.gop import GopProfile, encode
from callcast.player.media.picture import Picture
from callcast.player.media.still import jpeg

Codec = Literal["libx264", "libopenh264", "mjpeg"]
codecs = pytest.mark.parametrize("codec", ["libx264", "libopenh264", "mjpeg"])


def opened(picture: Picture, codec: Codec) -> Image.Image:
    if codec not in av.codecs_available:
        pytest.skip(f"PyAV was built without {codec}")
    gop = encode(picture, GopProfile("h264", picture.width, picture.height, codec=codec))
    return Image.open(io.BytesIO(jpeg(gop)))


@codecs
def test_it_looks_like_the_picture(codec: Codec) -> None:
    image = opened(board(3), codec)
    assert (image.format, image.size) == ("JPEG", (640, 360))
    drawn = Image.fromarray(pixels(board(3))).convert("L")
    assert psnr(np.asarray(image.convert("L")), np.asarray(drawn)) > 33


@codecs
@pytest.mark.parametrize("colour", [(200, 40, 60), (20, 180, 40), (16, 33, 84)])
def test_colours_are_as_they_were_drawn(codec: Codec, colour: tuple[int, int, int]) -> None:
    """A wrong matrix moves these by 15."""
    seen = np.asarray(opened(Picture(320, 180, bytes(colour) * (320 * 180)), codec).convert("RGB"), np.int16)
    assert np.abs(seen - colour).max() <= 4


def test_rows_that_a_decoder_pads() -> None:
    assert opened(board(1, 646, 362), "libx264").size == (646, 362)
