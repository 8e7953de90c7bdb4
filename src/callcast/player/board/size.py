"""A board's size, as a person writes it: `1280x720`."""

import re

SMALLEST, LARGEST = 160, 4096
"""Pixels of a side."""


def parse(text: str) -> tuple[int, int]:
    """Width and height in pixels. Raises `ValueError`: what is wrong, and what would be right."""
    found = re.fullmatch(r"(\d{1,5})\s*[x×]\s*(\d{1,5})", text.strip())
    if not found:
        raise ValueError("a size is written width x height in pixels, such as 1280x720")
    sides = int(found[1]), int(found[2])
    if any(side % 2 for side in sides):
        even = "x".join(str(side + side % 2) for side in sides)
        raise ValueError(f"both sides must be even, since colour is coded by pairs of pixels; take {even}")
    if not all(SMALLEST <= side <= LARGEST for side in sides):
        raise ValueError(f"each side must be from {SMALLEST} to {LARGEST} pixels")
    return sides
