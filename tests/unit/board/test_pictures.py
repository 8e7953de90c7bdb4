import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from callcast.player.board import pictures
from callcast.player.board.errors import UnreadablePicture


def save(path: Path, image: Image.Image, **how: object) -> Path:
    image.save(path, **how)  # type: ignore[arg-type]
    return path


def huge_png(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_formats(tmp_path: Path, kind: str) -> None:
    path = save(tmp_path / "picture", Image.new("RGB", (64, 36), (200, 30, 40)), format=kind)
    picture = pictures.fitted(pictures.load(path, (128, 72)), (128, 72), "contain")
    assert (picture.width, picture.height) == (128, 72)
    red, green, blue = picture.rgb[:3]
    assert (red - 200) ** 2 + (green - 30) ** 2 + (blue - 40) ** 2 < 200


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_modes(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGB", (32, 32), (255, 255, 255))
    if mode == "I;16":
        image = Image.frombytes("I;16", (32, 32), b"\xff\xff" * 1024)
    else:
        image = image.convert("L").convert(mode) if mode == "LA" else image.convert(mode)
    path = save(tmp_path / "p", image, format="JPEG" if mode in ("CMYK", "YCbCr") else "PNG")
    picture = pictures.fitted(pictures.load(path, (32, 32)), (32, 32), "cover")
    assert min(picture.rgb) >= 253


def test_upright_by_its_exif(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = save(tmp_path / "p.jpg", Image.new("RGB", (40, 20)), exif=exif)
    assert pictures.load(path, (100, 100)).size == (20, 40)


def test_contained_with_bars_or_covering() -> None:
    image = Image.new("RGB", (100, 50), (255, 255, 255))
    contained = pictures.fitted(image, (100, 100), "contain")
    assert contained.rgb[:3] == b"\0\0\0"
    assert contained.rgb[3 * 100 * 50 :][:3] == b"\xff\xff\xff"
    assert set(pictures.fitted(image, (100, 100), "cover").rgb) == {255}


def good() -> bytes:
    data = io.BytesIO()
    noise = Image.frombytes("RGB", (64, 64), bytes((7 * n * n) % 256 for n in range(3 * 64 * 64)))
    noise.save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is no picture that is known; give the path of a JPEG, PNG or WebP file"),
        (b"%PDF-1.4", "is no picture that is known"),
        (b"GIF89a" + bytes(20), "is no picture that is known"),
        (good()[:200], "is broken"),
        (good()[:20], "is "),
        (
            huge_png(10_000, 10_000),
            "has 10000 x 10000 pixels; make it smaller: 128 x 72 is enough, 64 million",
        ),
        (huge_png(60_000, 60_000), "has 60000 x 60000 pixels"),
        (huge_png(0, 10), "is"),
    ],
)
def test_what_cannot_be_shown_is_said(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(data)
    with pytest.raises(UnreadablePicture) as caught:
        pictures.load(path, (128, 72))
    assert told in str(caught.value)
    assert str(caught.value).startswith(f'The picture "{path}" ')


def test_no_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(UnreadablePicture, match="is not there, or is no file"):
            pictures.load(path, (128, 72))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "f")
    with pytest.raises(UnreadablePicture, match="is no file"):
        pictures.load(tmp_path / "f", (128, 72))
