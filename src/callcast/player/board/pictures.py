"""Picture files: read whole, checked, decoded, and fitted to a frame."""

import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError

from callcast.player.board.errors import UnreadablePicture
from callcast.player.media.picture import Picture

FORMATS = ("JPEG", "PNG", "WEBP")
PIXEL_LIMIT = 64_000_000
"""Pixels; cameras of telephones make 50 million."""

BYTE_LIMIT = 100_000_000
"""Bytes of a file."""

Image.MAX_IMAGE_PIXELS = None  # ours is checked here, and says what to do

Fit = Literal["contain", "cover"]
"""The whole picture with bars beside it, or the whole frame with edges cut off."""


@dataclass(frozen=True)
class Version:
    """One state of a file: when two are equal, nobody has written to it in between. `mtime` in nanoseconds."""

    device: int
    inode: int
    size: int
    mtime: int


def version(path: Path) -> Version | None:
    """Of the file at `path`; None when there is none that can be read."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return Version(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def read(path: Path) -> bytes:
    """The bytes of the file. Raises `UnreadablePicture`."""
    now = version(path)
    if now is None:
        raise UnreadablePicture(str(path), "is not there, or is no file")
    if now.size > BYTE_LIMIT:
        raise UnreadablePicture(str(path), f"has {now.size:,} bytes", f"give one of at most {BYTE_LIMIT:,}")
    try:
        with path.open("rb") as file:
            data = file.read(BYTE_LIMIT + 1)
    except OSError as error:
        raise UnreadablePicture(str(path), f"cannot be read ({error.strerror})", "let it be readable") from None
    if version(path) != now:
        raise UnreadablePicture(str(path), "is being written", "wait until it is whole")
    return data


def decode(data: bytes, path: Path, size: tuple[int, int]) -> Image.Image:
    """The image in `data`, RGB or RGBA, upright, at least about `size` where it is larger. Raises `UnreadablePicture`.

    `path` is where it came from, for what is said.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            if width * height > PIXEL_LIMIT:
                remedy = f"make it smaller: {size[0]} x {size[1]} is enough, {PIXEL_LIMIT // 10**6} million the most"
                raise UnreadablePicture(str(path), f"has {width} x {height} pixels", remedy)
            image.draft("RGB", size)  # a JPEG that is much larger is decoded at a half, a quarter, an eighth
            return _upright(image)
    except UnidentifiedImageError:
        raise UnreadablePicture(str(path), "is no picture that is known") from None
    except UnreadablePicture:
        raise
    except Exception as error:  # of broken files Pillow raises what it likes: OSError, SyntaxError, struct.error ...
        raise UnreadablePicture(str(path), f"is broken ({str(error)[:80].rstrip('.')})", "save it again") from None


def _upright(image: Image.Image) -> Image.Image:
    image.load()
    if image.mode.startswith("I;16"):  # 16 bits of grey, which Pillow would cut off at 255
        image = image.point(lambda level: level * (1 / 256)).convert("L")
    turned = ImageOps.exif_transpose(image)
    clear = turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info
    return turned.convert("RGBA" if clear else "RGB")


def fitted(image: Image.Image, size: tuple[int, int], fit: Fit) -> Picture:
    """`image` in a frame of that size; on black, where it is clear or there is none of it."""
    flat = Image.new("RGB", image.size)
    flat.paste(image, (0, 0), image if image.mode == "RGBA" else None)
    framed = ImageOps.fit(flat, size) if fit == "cover" else ImageOps.pad(flat, size, color=(0, 0, 0))
    return Picture(*size, framed.tobytes())


def load(path: str | os.PathLike[str], size: tuple[int, int]) -> Image.Image:
    """The image in the file at `path`, as `decode` gives it. Raises `UnreadablePicture`."""
    return decode(read(Path(path)), Path(path), size)
