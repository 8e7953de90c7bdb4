"""What a board shows beside what is called: what of it is taken."""

from callcast.bus.messages import BoardContent, Line
from callcast.desk.queueing.call import CALL_LIMIT
from callcast.desk.queueing.errors import RequestRefused
from callcast.desk.queueing.shown import check_shown
from callcast.text import blank

TEXT_LIMIT = 500
"""Characters of the title, the message, the hours, the name of a line."""
ORDER_LIMIT = 40
"""Characters of an order."""
WAITING_LIMIT = 9999
"""People who wait in a line."""
LINES = 50
ORDERS = 500
"""Of those in preparation, and of those that are ready."""
RECENT = 10
"""Calls that were spoken before."""


def check_board(content: BoardContent) -> None:
    """`RequestRefused` for the field that is too long, too many, or not to be shown."""
    check_shown(content.title, "title", TEXT_LIMIT)
    check_shown(content.message, "message", TEXT_LIMIT)
    check_shown(content.hours, "hours", TEXT_LIMIT)
    _check_count(len(content.lines), "lines", LINES)
    for number, line in enumerate(content.lines):
        _check_line(line, f"lines.{number}")
    _check_orders(content.preparing, "preparing")
    _check_orders(content.ready, "ready")


def _check_line(line: Line, field: str) -> None:
    check_shown(line.name, f"{field}.name", TEXT_LIMIT)
    check_shown(line.number, f"{field}.number", CALL_LIMIT)
    if not 0 <= line.waiting <= WAITING_LIMIT:
        raise RequestRefused(
            f'The field "{field}.waiting" is not from 0 to {WAITING_LIMIT}; send how many wait there.',
            f"{field}.waiting",
        )


def _check_orders(orders: tuple[str, ...], field: str) -> None:
    _check_count(len(orders), field, ORDERS)
    for number, order in enumerate(orders):
        check_shown(order, f"{field}.{number}", ORDER_LIMIT)
        if blank(order):
            raise RequestRefused(
                f'The field "{field}.{number}" has nothing to show in it; leave it out.', f"{field}.{number}"
            )


def _check_count(count: int, field: str, limit: int) -> None:
    if count > limit:
        raise RequestRefused(f'The field "{field}" has {count} entries and the limit is {limit}; send less.', field)
