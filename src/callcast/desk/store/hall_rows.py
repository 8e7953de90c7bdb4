"""What is in a hall as rows, and rows as what is in a hall."""

import json
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from callcast.desk.queueing.hall.act import Act
from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.item import Item
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.order import Order, OrderStage, Pick
from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.hall.personal import nameless, without_names, without_notes
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.sentence import Sentence
from callcast.desk.queueing.hall.site import Site
from callcast.desk.queueing.hall.ticket import Stage, Ticket
from callcast.desk.store.rows import Row

SetUp = Site | Line | Counter | Item
"""What an administrator sets up."""

_KINDS: dict[str, TypeAdapter[Any]] = {
    "site": TypeAdapter(Site),
    "line": TypeAdapter(Line),
    "counter": TypeAdapter(Counter),
    "item": TypeAdapter(Item),
}
_picks = TypeAdapter(tuple[Pick, ...])
_act = TypeAdapter(Act)
_sentence = TypeAdapter(Sentence)


def setup_row(value: SetUp) -> Row:
    """For table `setup`; the site's id is its kind, there being one."""
    kind = type(value).__name__.lower()
    id_ = kind if isinstance(value, Site) else value.id
    return {"kind": kind, "id": id_, "version": value.version, "words": _KINDS[kind].dump_json(value).decode()}


def setup_of(row: RowMapping) -> SetUp:
    """The value of a row of `setup`."""
    value: SetUp = _KINDS[row["kind"]].validate_json(row["words"])
    return value


def ticket_row(ticket: Ticket) -> Row:
    """For table `tickets`, without its number."""
    row = {**vars(ticket), "shown": ticket.number, "stage": ticket.stage.value, "precedence": ticket.precedence.value}
    del row["number"]
    row.update(route=_listed(ticket.route), langs=_listed(ticket.langs), personal=bool(ticket.name))
    return row


def ticket_of(row: RowMapping) -> Ticket:
    """That of a row of `tickets`."""
    fields = {**row, "number": row["shown"], "stage": Stage(row["stage"]), "precedence": Precedence(row["precedence"])}
    fields.update(route=tuple(json.loads(row["route"])), langs=tuple(json.loads(row["langs"])))
    for column in ("shown", "personal"):
        del fields[column]
    return Ticket(**fields)


def order_row(order: Order) -> Row:
    """For table `orders`, without its number."""
    row = {**vars(order), "shown": order.number, "stage": order.stage.value, "langs": _listed(order.langs)}
    del row["number"]
    row["was"] = None if order.was is None else order.was.value
    row["picks"] = _picks.dump_json(order.picks).decode()
    row["personal"] = without_notes(order) != order
    return row


def order_of(row: RowMapping) -> Order:
    """That of a row of `orders`."""
    was = None if row["was"] is None else OrderStage(row["was"])
    fields = {**row, "number": row["shown"], "stage": OrderStage(row["stage"]), "was": was}
    fields.update(picks=_picks.validate_json(row["picks"]), langs=tuple(json.loads(row["langs"])))
    for column in ("shown", "personal"):
        del fields[column]
    return Order(**fields)


def period_row(period: Period, *, pace: bool) -> Row:
    """For table `periods`, without its number; `pace` if it is the first call of its ticket."""
    return {**vars(period), "because": because_row(period.because), "pace": pace}


def period_of(row: RowMapping) -> Period:
    """That of a row of `periods`."""
    return Period(
        row["subject"],
        row["stage"],
        row["line"],
        row["counter"],
        row["start"],
        row["end"],
        row["who"],
        because_of(row["because"]),
    )


def act_row(act: Act) -> Row:
    """For table `acts`, without its number."""
    words = _act.dump_json(act).decode()
    return {"counter": act.counter, "at": act.at, "words": words, "personal": without_names(act) != act}


def act_of(row: RowMapping) -> Act:
    """That of a row of `acts`."""
    return _act.validate_json(row["words"])


def event_row(event: Event) -> Row:
    """For table `events`."""
    personal = event.kind in ("ticket", "order") and nameless(event.data) != event.data
    return {**vars(event), "personal": personal}


def event_of(row: RowMapping) -> Event:
    """That of a row of `events`."""
    return Event(row["kind"], row["subject"], row["at"], row["data"], row["number"])


def because_row(because: Sentence | None) -> str | None:
    """As JSON."""
    return None if because is None else _sentence.dump_json(because).decode()


def because_of(words: str | None) -> Sentence | None:
    """That of JSON."""
    return None if words is None else _sentence.validate_json(words)


def _listed(values: tuple[str, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)
