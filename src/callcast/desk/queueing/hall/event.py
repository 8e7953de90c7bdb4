"""What programs are told of: something is not as it was."""

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.hall.change import Change

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True)
class Event:
    """A thing of a `kind`: ticket, order, site, line, counter, item or announcement; `subject` is its id.

    `data` is a JSON object of its fields as they are now, `{"removed": true}` if it is gone. `at` in Unix seconds;
    `number` grows, and is 0 until it is kept.
    """

    kind: str
    subject: str
    at: float
    data: str
    number: int = 0


def of_change(change: Change) -> tuple[Event, ...]:
    """All that it tells of."""
    at = change.act.at
    site = (change.site,) if change.site is not None else ()
    return (
        *(Event("site", "site", at, _dumped(one)) for one in site),
        *(Event("line", one.id, at, _dumped(one)) for one in change.lines),
        *(Event("counter", one.id, at, _dumped(one)) for one in change.counters),
        *(Event("item", one.id, at, _dumped(one)) for one in change.items),
        *(Event("ticket", one.id, at, _dumped(one)) for one in change.tickets),
        *(Event("order", one.id, at, _dumped(one)) for one in change.orders),
        *(Event(kind, gone, at, '{"removed": true}') for kind, gone in change.removed),
    )


def _dumped(value: "DataclassInstance") -> str:
    return json.dumps(asdict(value), default=str, ensure_ascii=False)


def of_announcement(announcement: Announcement, at: float) -> Event:
    """How far it is."""
    data = {
        "state": announcement.state.value,
        "reason": announcement.reason,
        "channels": {one.channel: one.state.value for one in announcement.deliveries},
    }
    return Event("announcement", announcement.id, at, json.dumps(data))
