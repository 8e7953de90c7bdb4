"""Whether an item can be as it is written."""

from collections.abc import Iterable

from callcast.desk.queueing.hall.item import Item, Option
from callcast.desk.queueing.hall.texts import NAME_LIMIT, check_text
from callcast.desk.queueing.setup.checking import check_id, check_known, check_names, check_once, check_range

PRICE = 100_000_000
"""In the smallest unit of the currency."""
OPTIONS = 20
CHOICES = 50
"""Of one option."""


def check_item(item: Item, lines: Iterable[str]) -> None:
    """`Wrong` for the first field that cannot be, when there are these `lines`."""
    check_id(item.id, "id")
    check_known(item.line, lines, "line")
    check_names(item.name, item.names, "name")
    check_text(item.category, "category", NAME_LIMIT)
    if item.price is not None:
        check_range(item.price, 0, PRICE, "price")
    check_range(len(item.options), 0, OPTIONS, "options")
    check_once((option.id for option in item.options), "options")
    for index, option in enumerate(item.options):
        _check_option(option, f"options.{index}")
    # What is sold out is told by the choice's id alone.
    check_once((choice.id for option in item.options for choice in option.choices), "options")


def _check_option(option: Option, field: str) -> None:
    check_id(option.id, f"{field}.id")
    check_names(option.name, option.names, f"{field}.name")
    check_range(len(option.choices), 1, CHOICES, f"{field}.choices")
    check_range(option.least, 0, len(option.choices), f"{field}.least")
    check_range(option.most, max(1, option.least), CHOICES, f"{field}.most")
    for index, choice in enumerate(option.choices):
        check_id(choice.id, f"{field}.choices.{index}.id")
        check_names(choice.name, choice.names, f"{field}.choices.{index}.name")
        check_range(choice.price, 0, PRICE, f"{field}.choices.{index}.price")
