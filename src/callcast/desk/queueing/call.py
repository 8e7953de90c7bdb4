"""A call as a board shows it: what of it is taken."""

from dataclasses import asdict

from callcast.bus.messages import Call
from callcast.desk.queueing.errors import RequestRefused
from callcast.desk.queueing.shown import check_shown
from callcast.text import blank

CALL_LIMIT = 100
"""Characters of a number, of a place, of a name."""


def check_call(call: Call) -> None:
    """Short texts of which one at least can be seen; or `RequestRefused` for the field."""
    texts: dict[str, str] = asdict(call)
    for name, text in texts.items():
        check_shown(text, f"call.{name}", CALL_LIMIT)
    if all(map(blank, texts.values())):
        raise RequestRefused(
            'The field "call" has nothing to show in it; give a number, a place or a name, or leave it out.', "call"
        )
