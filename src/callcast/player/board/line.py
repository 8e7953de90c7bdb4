"""One line of text: in runs, each of the first face that has its letters; measured, and drawn."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from PIL import ImageDraw

from callcast.player.board.fonts import Chain, Face

@dataclass(frozen=True)
class Ink:
    """How far a line's ink reaches from its origin on the baseline, in pixels; y grows downwards, so `top` is negative."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Of the ink alone."""
        return self.right - self.left


def clean(text: str, chain: Chain) -> str:
    """`text` as one line of what can be drawn: NFC, without letters that no face has; those are nowhere shown as boxes."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(letter for letter in plain if letter == " " or any(letter in face.letters for face in chain)).strip()


def runs(text: str, chain: Chain) -> list[tuple[Face, str]]:
    """`text`, whose letters are all in `chain`, in pieces of one face each; a space or a mark stays with what is before."""
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
    """The ink of `text` in one line, `size` pixels to the em."""
    x = 0.0
    left, top, right, bottom = 0.0, 0.0, 0.0, 0.0
    for number, (face, part) in enumerate(runs(text, chain)):
        font = face.at(size)
        box = font.getbbox(part, anchor="ls")
        left = box[0] if number == 0 else min(left, x + box[0])
        top, right, bottom = min(top, box[1]), max(right, x + box[2]), max(bottom, box[3])
        x += font.getlength(part)
    return Ink(left, top, right, bottom)


def draw(onto: ImageDraw.ImageDraw, x: float, y: float, text: str, chain: Chain, size: int) -> None:
    """Draw `text` in full ink; its origin on the baseline is at (x, y)."""
    for face, part in runs(text, chain):
        font = face.at(size)
        onto.text((x, y), part, fill=255, font=font, anchor="ls")
        x += font.getlength(part)
