"""What there is no more of, and what there is again."""

from dataclasses import replace

from callcast.desk.queueing.hall.act import Act
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Unknown
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.item import Item
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.orders.found import item_of
from callcast.desk.queueing.words import listed, quoted


def sell_out(floor: Floor, moment: Moment, item: str, sold_out: bool, choice: str | None = None) -> Change:
    """The item, or one choice of its options, is sold out, or is not any more; `Unknown`.

    Orders that were taken before stay.
    """
    before = item_of(floor, item)
    after = replace(before, sold_out=sold_out) if choice is None else _marked(before, choice, sold_out)
    act = Act(moment.new_id(), "sell-out", "", moment.who, moment.at)
    if after == before:
        return Change(act, item)
    return Change(act, item, items=(replace(after, version=before.version + 1),))


def _marked(item: Item, choice: str, sold_out: bool) -> Item:
    known = tuple(one.id for option in item.options for one in option.choices)
    if choice not in known:
        raise Unknown("no-such-choice", item=item.name, id=quoted(choice), known=listed(known))
    options = tuple(
        replace(
            option,
            choices=tuple(replace(one, sold_out=sold_out) if one.id == choice else one for one in option.choices),
        )
        for option in item.options
    )
    return replace(item, options=options)
