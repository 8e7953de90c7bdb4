"""An event as programs get it, by the stream and by webhooks."""

import json
from typing import Any

from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.times import rfc3339

KINDS = ("ticket", "order", "counter", "line", "item", "site", "announcement")
"""Of what events tell."""
_TIMES = ("issued_at", "ready_at", "since", "due_at", "called_at", "ordered_at")


def told(event: Event) -> dict[str, Any]:
    """For JSON: its number, kind, subject, time, and `data`, whose times are RFC 3339, too."""
    data = json.loads(event.data)
    times = {name: rfc3339(data[name]) for name in _TIMES if isinstance(data.get(name), (int, float))}
    return {
        "number": event.number,
        "kind": event.kind,
        "subject": event.subject,
        "at": rfc3339(event.at),
        "data": {**data, **times},
    }
