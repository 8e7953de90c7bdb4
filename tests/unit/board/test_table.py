from itertools import pairwise

import pytest
from tests.unit.board.states import needs_fonts

from callcast.player.board import fonts, layout_file, table
from callcast.player.board.content import Row
from callcast.player.board.layout import Table
from callcast.player.board.names import SHIPPED
from callcast.player.board.place import Scale


def preparing() -> Table:
    items = layout_file.read("pick-up").landscape.items
    return next(item for item in items if isinstance(item, Table) and item.show == "preparing")


def slots(count: int) -> list[table.Slot]:
    return table.slots(preparing(), [Row(number=str(n)) for n in range(count)], Scale(1, 1))


def test_the_first_grid_that_holds_them() -> None:
    item = preparing()
    for columns, rows in item.grids:
        found = slots(columns * rows)
        assert len({slot.place.left for slot in found}) == columns
        assert len({slot.place.top for slot in found}) == rows
        assert all(slot.place.right <= item.x + item.w + 1 for slot in found)


def test_how_many_more_there_are() -> None:
    assert [slot.row.number for slot in slots(31)][-2:] == ["26", "+4"]
    assert slots(0) == []


@needs_fonts
def test_one_long_number_leaves_the_others_as_large_as_they_must_be() -> None:
    item, found = preparing(), fonts.find(("en",))
    rows = [Row(number="5"), Row(number="UberEats 1234567890 1234567890 123456789")]
    (style,) = table.styles(item, table.slots(item, rows, Scale(1, 1)), found, Scale(1, 1))
    assert style.size >= item.cells[0].size * table.LEAST - 1


def test_across_or_down() -> None:
    across = slots(4)
    assert across[0].place.top == across[1].place.top
    down = table.slots(preparing().model_copy(update={"across": False}), [Row(number="1")] * 4, Scale(1, 1))
    assert down[0].place.left == down[1].place.left


@pytest.mark.parametrize("name", SHIPPED)
def test_cells_of_a_row_do_not_touch(name: str) -> None:
    """Or a long number and a long place are read as one."""
    layout = layout_file.read(name)
    frames = [frame for frame in (layout.landscape, layout.portrait) if frame is not None]
    tables = [item for frame in frames for item in frame.items if isinstance(item, Table)]
    for left, right in (pair for item in tables for pair in pairwise(item.cells)):
        assert right.x - (left.x + left.w) > 0.009
