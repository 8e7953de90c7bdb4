"""Announcements as rows, and rows as announcements."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, insert, select

from callcast.bus.messages import Call, Priority, State
from callcast.desk.queueing.announcement import Announcement, Delivery
from callcast.desk.store.tables import announcements, deliveries

Row = dict[str, Any]


def announcement_row(announcement: Announcement) -> Row:
    """For table `announcements`, without its number."""
    return {
        "id": announcement.id,
        "text": announcement.text,
        "lang": announcement.lang,
        "voice": announcement.voice,
        "priority": announcement.priority.value,
        "repeat": announcement.repeat,
        "accepted_at": announcement.accepted_at,
        "expires_at": announcement.expires_at,
        "cancel_asked": announcement.cancel_asked,
        "state": announcement.state.value,
        "call_number": announcement.call and announcement.call.number,
        "call_place": announcement.call and announcement.call.place,
        "call_name": announcement.call and announcement.call.name,
        "template": announcement.template,
        "langs": _written(announcement.langs),
        "texts": _written(announcement.texts),
        "source": announcement.source,
    }


def delivery_rows(announcement: Announcement, number: int) -> list[Row]:
    """For table `deliveries`, in the announcement's order of channels."""
    return [
        {
            "announcement": number,
            "place": place,
            "channel": delivery.channel,
            "state": delivery.state.value,
            "reason": delivery.reason,
            "spoken_from": delivery.spoken_from,
            "spoken_to": delivery.spoken_to,
            "called": announcement.call is not None and delivery.state is State.SPOKEN,
        }
        for place, delivery in enumerate(announcement.deliveries)
    ]


def insert_announcement(connection: Connection, announcement: Announcement) -> int:
    """Keep a new one with its deliveries; its number."""
    query = insert(announcements).returning(announcements.c.number)
    number = int(connection.execute(query, announcement_row(announcement)).scalar_one())
    connection.execute(insert(deliveries), delivery_rows(announcement, number))
    return number


def fetch(connection: Connection, query: Select[Any]) -> list[Announcement]:
    """The announcements whose rows `query` selects, in its order."""
    found = connection.execute(query).mappings().all()
    parts: dict[int, list[Delivery]] = {row["number"]: [] for row in found}
    numbers = list(parts)
    for start in range(0, len(numbers), 500):  # SQLite takes 999 variables, in its older versions
        some = numbers[start : start + 500]
        rows = select(deliveries).where(deliveries.c.announcement.in_(some))
        for row in connection.execute(rows.order_by(deliveries.c.announcement, deliveries.c.place)).mappings():
            parts[row["announcement"]].append(
                Delivery(row["channel"], State(row["state"]), row["reason"], row["spoken_from"], row["spoken_to"])
            )
    return [_announcement(row, parts[row["number"]]) for row in found]


def every() -> Select[Any]:
    """All rows of `announcements`, to be narrowed."""
    return select(announcements)


def _announcement(row: RowMapping, parts: Sequence[Delivery]) -> Announcement:
    return Announcement(
        row["id"],
        row["text"],
        tuple(parts),
        row["accepted_at"],
        lang=row["lang"],
        voice=row["voice"],
        priority=Priority(row["priority"]),
        repeat=row["repeat"],
        expires_at=row["expires_at"],
        cancel_asked=row["cancel_asked"],
        call=call_of(row),
        template=row["template"],
        langs=tuple(json.loads(row["langs"] or "[]")),
        texts=tuple((lang, text) for lang, text in json.loads(row["texts"] or "[]")),
        source=row["source"],
    )


def _written(values: Sequence[Any]) -> str | None:
    return json.dumps(values, ensure_ascii=False) if values else None


def call_of(row: RowMapping) -> Call | None:
    """That of a row of `announcements`."""
    if row["call_number"] is None:
        return None
    return Call(row["call_number"], row["call_place"], row["call_name"])
