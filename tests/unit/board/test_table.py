from callcast.player.board import layout_file, table
from callcast.player.board.content import Row
from callcast.player.board.layout import Table
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


def test_across_or_down() -> None:
    across = slots(4)
    assert across[0].place.top == across[1].place.top
    down = table.slots(preparing().model_copy(update={"across": False}), [Row(number="1")] * 4, Scale(1, 1))
    assert down[0].place.left == down[1].place.left
