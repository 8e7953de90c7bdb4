"""A layout: where what stands and how it looks, as data. Lengths are pixels of the frame's `size`, which is scaled."""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Source = Literal["title", "clock", "message", "hours", "now.number", "now.place", "now.name", "now.text"]
"""What a text shows. Of `now` it is the first call, or while none is called the last one before."""

Rows = Literal["recent", "counters", "lines", "preparing", "ready"]
"""What a table shows: calls before this one, the newest of each place, lines, orders."""

Field_ = Literal["number", "place", "name", "waiting"]
Align = Literal["left", "centre", "right"]
Need = Source | Rows | Literal["now", "logo"]
"""What may have to be there, or to be missing, for an item to be drawn; `now` is that something is being called."""

HEX = re.compile(r"#[0-9a-fA-F]{6}")
_Length = Annotated[float, Field(ge=0, le=10_000)]
_Size = Annotated[float, Field(gt=3, le=2_000)]


class _Part(BaseModel):
    """Strict, and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(_Part):
    """What all items have: the box they never leave, and when they are drawn."""

    x: _Length
    y: _Length
    w: Annotated[float, Field(gt=0, le=10_000)]
    h: Annotated[float, Field(gt=0, le=10_000)]
    needs: tuple[Need, ...] = ()
    unless: tuple[Need, ...] = ()


class Box(Item):
    """A plain area, with round corners and a soft shadow where wanted; `flash_fill` while a call flashes."""

    kind: Literal["box"]
    fill: str
    flash_fill: str | None = None
    radius: _Length = 0
    shadow: bool = False


class Text(Item):
    """A text: what the state has for `show`, or one of the layout's `label`s in the board's first `languages`.

    With `beside_logo` its box begins as much further to the left as the logo leaves of its own.
    """

    kind: Literal["text"]
    show: Source | None = None
    label: str | None = None
    languages: Annotated[int, Field(ge=1, le=2)] = 2
    size: _Size
    least: _Size | None = None
    weight: Literal["regular", "bold"] = "regular"
    colour: str
    flash_colour: str | None = None
    align: Align = "left"
    valign: Literal["top", "middle", "bottom"] = "middle"
    lines: Annotated[int, Field(ge=1, le=20)] = 1
    beside_logo: bool = False


class Cell(_Part):
    """A text in each row of a table; `x` and `w` from the row's left side, as parts of its width."""

    show: Field_
    x: Annotated[float, Field(ge=0, le=1)]
    w: Annotated[float, Field(gt=0, le=1)]
    size: _Size
    weight: Literal["regular", "bold"] = "regular"
    colour: str
    align: Align = "left"
    lines: Annotated[int, Field(ge=1, le=4)] = 1


class Table(Item):
    """Rows of what the state has for `show`, down the columns.

    `grids` are pairs of columns and rows, tried in order until one holds all; with `more` the last one says how many it
    does not hold. Rows of what is being called are lit. `rule` is the colour of lines between rows. Rows go down the
    columns, or `across`.
    """

    kind: Literal["table"]
    show: Rows
    grids: Annotated[tuple[tuple[int, int], ...], Field(min_length=1, max_length=8)]
    gap: _Length = 0
    cells: Annotated[tuple[Cell, ...], Field(min_length=1, max_length=6)]
    rule: str | None = None
    across: bool = False
    more: bool = False
    lit_fill: str | None = None
    lit_colour: str | None = None
    flash_fill: str | None = None
    flash_colour: str | None = None
    radius: _Length = 0


class Logo(Item):
    """Where the logo stands, whole, at the left."""

    kind: Literal["logo"]


class Frame(_Part):
    """One format of a layout."""

    size: tuple[Annotated[int, Field(ge=160, le=4096)], Annotated[int, Field(ge=160, le=4096)]]
    items: Annotated[
        tuple[Annotated[Box | Text | Table | Logo, Field(discriminator="kind")], ...],
        Field(min_length=1, max_length=100),
    ]


class Background(_Part):
    """`colour`, to `to` at the bottom; a picture behind the board is covered by the colour but for 1 - `veil`."""

    colour: str
    to: str | None = None
    veil: Annotated[float, Field(ge=0, le=1)] = 0.85


class FontFiles(_Part):
    """Paths of font files that go before those of the system."""

    regular: tuple[str, ...] = ()
    bold: tuple[str, ...] = ()


class Layout(_Part):
    """The whole of it: `labels` are words by language (BCP-47); `colours` name what items use."""

    colours: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = {}
    background: Background
    fonts: FontFiles = FontFiles()
    landscape: Frame
    portrait: Frame | None = None

    def frame(self, width: int, height: int) -> Frame:
        """The format for a picture of that size."""
        return self.portrait if self.portrait and height > width else self.landscape

    def rgb(self, colour: str) -> tuple[int, int, int]:
        """A colour by its name or as #rrggbb."""
        text = self.colours.get(colour, colour)
        return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
