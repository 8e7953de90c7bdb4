"""What is picked: whether it can be had, and what it costs."""

from callcast.desk.queueing.hall.errors import Forbidden, Unknown, Wrong
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.item import Choice, Item, Option
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.order import Pick
from callcast.desk.queueing.hall.texts import check_text
from callcast.desk.queueing.orders.found import item_of
from callcast.desk.queueing.words import listed, quoted

PICKS = 50
"""Entries of an order."""
COUNT = 99
"""Of one entry."""
NOTE_LIMIT = 200
"""Characters."""


def bill(floor: Floor, line: Line, picks: tuple[Pick, ...]) -> int | None:
    """What all of it costs, in the smallest unit of the currency; None if something has no price.

    `Unknown`, `Wrong` and `Forbidden` for the first that cannot be had.
    """
    if not picks:
        raise Wrong("order-empty", "picks")
    if len(picks) > PICKS:
        raise Wrong("order-long", "picks", count=len(picks), most=PICKS)
    prices = [_price(item_of(floor, pick.item, line), pick, f"picks.{index}") for index, pick in enumerate(picks)]
    told = [price for price in prices if price is not None]
    return sum(told) if len(told) == len(prices) else None


def _price(item: Item, pick: Pick, field: str) -> int | None:
    if item.sold_out:
        raise Forbidden("item-sold-out", item=item.name)
    if not 1 <= pick.count <= COUNT:
        raise Wrong("count-wrong", f"{field}.count", count=pick.count, item=item.name, most=COUNT)
    check_text(pick.note, f"{field}.note", NOTE_LIMIT)
    chosen = _chosen(item, pick, f"{field}.choices")
    if item.price is None:
        return None
    return pick.count * (item.price + sum(choice.price for choice in chosen))


def _chosen(item: Item, pick: Pick, field: str) -> tuple[Choice, ...]:
    options = {option.id: option for option in item.options}
    for option_id, _ in pick.choices:
        if option_id not in options:
            raise Unknown("unknown-option", item=item.name, id=quoted(option_id), known=listed(tuple(options)))
    return tuple(choice for option in item.options for choice in _of_option(item, option, pick, field))


def _of_option(item: Item, option: Option, pick: Pick, field: str) -> tuple[Choice, ...]:
    there = {choice.id: choice for choice in option.choices}
    ids = [choice_id for option_id, choice_id in pick.choices if option_id == option.id]
    for choice_id in ids:
        if choice_id not in there:
            known = listed(tuple(there))
            raise Unknown("unknown-choice", item=item.name, option=option.name, id=quoted(choice_id), known=known)
        if ids.count(choice_id) > 1:
            raise Wrong("choice-repeated", field, item=item.name, choice=there[choice_id].name)
        if there[choice_id].sold_out:
            raise Forbidden("choice-sold-out", item=item.name, choice=there[choice_id].name)
    if len(ids) < option.least:
        raise Wrong("too-few-choices", field, item=item.name, option=option.name, least=option.least, count=len(ids))
    if len(ids) > option.most:
        raise Wrong("too-many-choices", field, item=item.name, option=option.name, most=option.most, count=len(ids))
    return tuple(there[choice_id] for choice_id in ids)
