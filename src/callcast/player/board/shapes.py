"""Areas: round corners, soft shadows, a background that fades; made once, and kept."""

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]
FINER = 4
"""Corners are drawn so many times larger, and made smaller again: that smooths them."""

SHADOW = 0.10
"""How dark."""


@lru_cache(maxsize=64)
def rounded(width: int, height: int, radius: int) -> Image.Image:
    """Coverage of a box with round corners."""
    mask = Image.new("L", (width, height), 255)
    radius = min(radius, width // 2, height // 2)
    if radius < 1:
        return mask
    side = radius * FINER
    corner = Image.new("L", (side, side))
    ImageDraw.Draw(corner).ellipse((0, 0, 2 * side - 1, 2 * side - 1), fill=255)
    corner = corner.resize((radius, radius), Image.Resampling.BOX)
    right, bottom = width - radius, height - radius
    mask.paste(corner, (0, 0))
    mask.paste(ImageOps.mirror(corner), (right, 0))
    mask.paste(ImageOps.flip(corner), (0, bottom))
    mask.paste(ImageOps.flip(ImageOps.mirror(corner)), (right, bottom))
    return mask


def box(onto: Image.Image, place: tuple[int, int, int, int], radius: int, colour: Colour) -> None:
    """Fill the box from (left, top) to (right, bottom)."""
    left, top, right, bottom = place
    if radius < 1:
        onto.paste(colour, place)
    elif right > left and bottom > top:
        onto.paste(colour, (left, top), rounded(right - left, bottom - top, radius))


def shadow(onto: Image.Image, place: tuple[int, int, int, int], radius: int, blur: int) -> None:
    """A soft shadow for a box, a little below it."""
    left, top, right, bottom = place
    mask = Image.new("L", onto.size)
    mask.paste(rounded(right - left, bottom - top, radius), (left, top + blur // 2))
    mask = mask.filter(ImageFilter.GaussianBlur(blur)).point([round(SHADOW * level) for level in range(256)])
    onto.paste((0, 0, 0), (0, 0), mask)


def backdrop(
    size: tuple[int, int], top: Colour, bottom: Colour, picture: Image.Image | None, veil: float
) -> Image.Image:
    """`top` fading to `bottom`; over `picture`, which fills the frame, `veil` (0 to 1) of it."""
    if top == bottom:
        plain = Image.new("RGB", size, top)
    else:
        fade = Image.linear_gradient("L").resize(size)
        plain = Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), fade)
    if picture is None:
        return plain
    return Image.blend(ImageOps.fit(picture.convert("RGB"), size), plain, veil)
