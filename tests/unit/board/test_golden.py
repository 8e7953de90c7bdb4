"""Each layout in four languages, with the longest texts, as it was when somebody looked at it and found it good.

`CALLCAST_GOLDEN=write pytest tests/unit/board/test_golden.py` writes them anew: look at each before it is kept.
"""

import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from tests.unit.board.states import STATES, needs_noto, painter

from callcast.player.board.names import SHIPPED

FOLDER = Path(__file__).parents[2] / "data" / "board"
COLOURS = 96
"""Kept of each picture."""

MEAN, SHARE = 1.5, 0.004
"""Of 255: by how much the channels may differ on average; and how many pixels may differ by more than 48."""


@needs_noto
@pytest.mark.parametrize("tag", STATES)
@pytest.mark.parametrize("name", SHIPPED)
def test_as_it_was(name: str, tag: str) -> None:
    picture = painter(name, tag).draw(STATES[tag])
    drawn = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    path = FOLDER / f"{name}-{tag}.png"
    if os.environ.get("CALLCAST_GOLDEN") == "write":
        drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    with Image.open(path) as kept:
        apart = ImageChops.difference(drawn, kept.convert("RGB"))
    assert max(ImageStat.Stat(apart).mean) < MEAN
    far = apart.convert("L").point([255 * (level > 48) for level in range(256)])
    assert ImageStat.Stat(far).mean[0] / 255 < SHARE
