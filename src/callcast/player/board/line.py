"""One line of text: in runs, each of the first face that has its letters; measured, and drawn."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from PIL import ImageDraw

from callcast.player.board.fonts import Chain, Face


@dataclass(frozen=True)
class Ink:
    """How far a line's ink reaches from its origin on the baseline, in pixels; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Of the ink alone."""
        return self.right - self.left


MEASURE = 256
"""Pixels to the em at which texts are measured to find the size that fits: one size, so that few are loaded."""

_SPACES = re.compile(r"[^\S\u3000]+")
"""All but the ideographic one, which is as wide as a character and stands for itself."""


def clean(text: str, chain: Chain) -> str:
    """`text` as one line of what can be drawn: NFC, without letters that no face has; none is shown as a box."""
    plain = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return "".join(letter for letter in plain if letter == " " or any(letter in face.letters for face in chain)).strip()


def runs(text: str, chain: Chain) -> list[tuple[Face, str]]:
    """`text`, whose letters are all in `chain`, in pieces of one face each; a mark stays with its letter."""
    faces: list[Face] = []
    for letter in text:
        stays = letter == " " or unicodedata.combining(letter)
        if faces and stays and letter in faces[-1].letters:
            faces.append(faces[-1])
        else:
            faces.append(next((face for face in chain if letter in face.letters), chain[0]))
    pairs = groupby(zip(faces, text, strict=True), key=lambda pair: pair[0])
    return [(face, "".join(letter for _, letter in pair)) for face, pair in pairs]


@lru_cache(maxsize=4096)
def measured(text: str, chain: Chain, size: int) -> Ink:
    """The ink of `text`, which is not empty, in one line, `size` pixels to the em."""
    parts = runs(text, chain)
    boxes = [face.at(size).getbbox(part, anchor="ls") for face, part in parts]
    width = sum(face.at(size).getlength(part) for face, part in parts)
    left = _bearings(parts[0][1][0], parts[0][0], size)[0]
    right = width - _bearings(parts[-1][1][-1], parts[-1][0], size)[1]
    return Ink(left, min(box[1] for box in boxes), right, max(box[3] for box in boxes))


@lru_cache(maxsize=4096)
def _bearings(letter: str, face: Face, size: int) -> tuple[float, float]:
    """The bare room before and behind the ink of `letter`, within its width; Pillow's boxes have it as ink."""
    font = face.at(size)
    mask, (x, _) = font.getmask2(letter, mode="L", anchor="ls")
    box = mask.getbbox()
    return (x + box[0], font.getlength(letter) - x - box[2]) if box else (0.0, 0.0)


def estimated(text: str, chain: Chain, size: int) -> Ink:
    """`measured`, but for the rounding of small letters: from the one size in which it is measured."""
    ink, scale = measured(text, chain, MEASURE), size / MEASURE
    return Ink(ink.left * scale, ink.top * scale, ink.right * scale, ink.bottom * scale)


def draw(onto: ImageDraw.ImageDraw, x: float, y: float, text: str, chain: Chain, size: int) -> None:
    """Draw `text` in full ink; its origin on the baseline is at (x, y)."""
    for face, part in runs(text, chain):
        font = face.at(size)
        onto.text((x, y), part, fill=255, font=font, anchor="ls")
        x += font.getlength(part)
