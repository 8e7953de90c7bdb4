"""What may stand in a text that a board shows."""

from callcast.desk.queueing.errors import RequestRefused
from callcast.desk.queueing.words import quoted
from callcast.text import control


def check_shown(text: str, field: str, limit: int) -> None:
    """At most `limit` characters, on one line; or `RequestRefused` for `field`."""
    if len(text) > limit:
        raise RequestRefused(
            f"The field {quoted(field)} has {len(text)} characters and the limit is {limit}; shorten it.", field
        )
    if bad := control(text):
        raise RequestRefused(
            f"The field {quoted(field)} has the control character U+{ord(bad):04X} in it; leave it out.", field
        )
