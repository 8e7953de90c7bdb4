"""What people have written about themselves, which is forgotten first."""

import json
from dataclasses import replace
from typing import Any

from callcast.desk.queueing.hall.act import Act
from callcast.desk.queueing.hall.order import Order
from callcast.desk.queueing.hall.sentence import Sentence
from callcast.desk.queueing.hall.ticket import Ticket

LEFT_OUT = "…"
"""What stands in a sentence in place of a name."""

_FIELDS = ("name", "note")
"""Of tickets, orders and picks."""


def without_name(ticket: Ticket) -> Ticket:
    """A ticket without it; itself if it has none."""
    return replace(ticket, name="") if ticket.name else ticket


def without_notes(order: Order) -> Order:
    """An order without its name and its notes; itself if it has none."""
    if not order.name and not any(pick.note for pick in order.picks):
        return order
    return replace(order, name="", picks=tuple(replace(pick, note="") for pick in order.picks))


def without_names(act: Act) -> Act:
    """An act without those of the tickets that it changed."""
    before, after = (tuple(map(without_name, tickets)) for tickets in (act.before, act.after))
    return replace(act, before=before, after=after)


def left_out(because: Sentence, name: str) -> Sentence:
    """A sentence without `name`."""
    return replace(because, values=tuple((key, value.replace(name, LEFT_OUT)) for key, value in because.values))


def nameless(words: str) -> str:
    """The JSON of any of them without it; as it was, to the letter, if there is none."""
    before = json.loads(words)
    after = _nameless(before)
    return words if after == before else json.dumps(after, ensure_ascii=False)


def _nameless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: "" if key in _FIELDS else _nameless(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_nameless(one) for one in value]
    return value
