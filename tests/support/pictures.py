"""Pictures like boards: strokes of text in several sizes on a flat ground; and what a decoder makes of their video."""

import random
from collections.abc import Iterable
from functools import cache

import av
import numpy as np
from numpy.typing import NDArray

from callcast.player.media.picture import Picture

Pixels = NDArray[np.uint8]

COLOURS = ((255, 255, 255), (255, 220, 60), (200, 220, 255), (255, 90, 60))


@cache
def board(seed: int, width: int = 640, height: int = 360) -> Picture:
    """A picture of its own for each seed."""
    rng = random.Random(seed)
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[:] = (16, 30 + seed % 40, 84)
    for _ in range(40):
        size = rng.choice((2, 3, 4, 12))
        x, y = rng.randrange(0, width - 7 * size), rng.randrange(0, height - 9 * size)
        _letter(pixels, x, y, size, rng)
    return Picture(width, height, pixels.tobytes())


def _letter(pixels: Pixels, x: int, y: int, size: int, rng: random.Random) -> None:
    colour = rng.choice(COLOURS)
    for _ in range(4):
        if rng.random() < 0.5:
            pixels[y + rng.randrange(8) * size :, x:][:size, : 6 * size] = colour
        else:
            pixels[y:, x + rng.randrange(6) * size :][: 8 * size, :size] = colour


def flat(level: int, width: int = 320, height: int = 180) -> Picture:
    """Grey of so much light, 0 to 255: what it is can be told from any player's picture."""
    return Picture(width, height, bytes((level,)) * (3 * width * height))


def pixels(picture: Picture) -> Pixels:
    """Shape (height, width, 3)."""
    return np.frombuffer(picture.rgb, np.uint8).reshape(picture.height, picture.width, 3)


def luma(picture: Picture) -> NDArray[np.float64]:
    """Of BT.709, 16 to 235; shape (height, width)."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    return np.asarray(16 + pixels(picture) @ weights * 219 / 255)


def decoded(packets: Iterable[bytes]) -> list[av.VideoFrame]:
    """What libavcodec makes of an H.264 stream; raises for the least fault in it."""
    decoder = av.CodecContext.create("h264", "r")
    decoder.options = {"err_detect": "crccheck+bitstream+buffer+explode"}
    frames = [frame for packet in packets for frame in decoder.decode(av.Packet(packet))]
    return [*frames, *decoder.decode(None)]


def planes(frame: av.VideoFrame) -> Pixels:
    """All samples of a 4:2:0 frame; its luma is the first `height` rows."""
    return np.asarray(frame.to_ndarray(), np.uint8)


def psnr(one: NDArray[np.generic], other: NDArray[np.generic]) -> float:
    """Between 8 bit samples, in dB."""
    error = float(np.mean((one.astype(np.float64) - other.astype(np.float64)) ** 2))
    return 10 * np.log10(255**2 / error) if error else np.inf
