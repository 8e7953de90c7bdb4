"""A table: which grid holds its rows, and where each stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from callcast.player.board import text
from callcast.player.board.content import Row
from callcast.player.board.fonts import Fonts
from callcast.player.board.layout import Cell, Table
from callcast.player.board.place import Place, Scale

ROOM = 0.88
"""Of a row's height is for its letters."""

EM = 0.86
"""Of a row's height letters have at most, however high they are."""

LEAST = 0.6
"""Of its size a cell's letters have at least, but for a number: it is never cut, and makes the others no smaller."""


@dataclass(frozen=True)
class Slot:
    """A row where it stands; `begins` says that no row is above it."""

    row: Row
    place: Place
    begins: bool


def slots(table: Table, rows: Sequence[Row], scale: Scale) -> list[Slot]:
    """`rows` in the first grid that holds them, or as many as the last holds, and how many more there are."""
    columns, deep = next((grid for grid in table.grids if grid[0] * grid[1] >= len(rows)), table.grids[-1])
    room = columns * deep
    if len(rows) > room and table.more:
        rows = [*rows[: room - 1], Row(number=f"+{len(rows) - room + 1}")]
    width = (table.w - table.gap * (columns - 1)) / columns
    height = table.h / deep
    found = []
    for number, row in enumerate(rows[:room]):
        down, along = divmod(number, columns) if table.across else (number % deep, number // deep)
        place = scale.box(table.x + along * (width + table.gap), table.y + down * height, width, height)
        found.append(Slot(row, place, down == 0))
    return found


def styles(table: Table, found: Sequence[Slot], fonts: Fonts, scale: Scale) -> list[text.Style]:
    """A style for each cell of the table's rows: one size down a column, one baseline along a row.

    A number that needs letters below the least size is drawn smaller than the column.
    """
    tall = min((slot.place.height for slot in found), default=1)
    made = []
    for cell in table.cells:
        size = max(1, min(scale.length(cell.size), round(EM * tall)))
        least = text.TINY if cell.show == "number" else round(size * LEAST)
        chain = fonts.bold if cell.weight == "bold" else fonts.regular
        style = text.Style(chain, size, max(text.TINY, least), cell.lines, cell.align)
        fits = [
            text.fitted(slot.row.get(cell.show), style, box(cell, slot).width, round(tall * ROOM)).size
            for slot in found
            if slot.row.get(cell.show)
        ]
        made.append(replace(style, size=max(min(fits, default=size), round(size * LEAST))))
    largest = max((style.size for style in made), default=0)
    return [replace(style, baseline=(tall * ROOM + text.CAPS * largest) / 2) for style in made]


def box(cell: Cell, slot: Slot) -> Place:
    """Where the letters of `cell` may stand."""
    place = slot.place
    spare = round(place.height * (1 - ROOM) / 2)
    left = place.left + round(cell.x * place.width)
    right = place.left + round((cell.x + cell.w) * place.width)
    return Place(left, place.top + spare, max(left, right), place.top + spare + round(place.height * ROOM))


def rules(table: Table, found: Sequence[Slot], thick: int) -> Iterator[Place]:
    """Lines between rows, none beside a row that is lit."""
    lit = {(slot.place.left, slot.place.bottom) for slot in found if slot.row.lit and table.lit_fill}
    for slot in found:
        place = slot.place
        hidden = (slot.row.lit and table.lit_fill) or (place.left, place.top) in lit
        if not slot.begins and not hidden:
            yield Place(place.left, place.top - thick // 2, place.right, place.top - thick // 2 + thick)
