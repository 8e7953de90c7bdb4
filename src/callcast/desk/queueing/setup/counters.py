"""Whether a counter can be as it is written."""

from collections.abc import Iterable

from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.errors import Wrong
from callcast.desk.queueing.hall.texts import NAME_LIMIT, check_text
from callcast.desk.queueing.setup.checking import check_id, check_known, check_once, check_range
from callcast.desk.queueing.setup.lines import WEIGHTS


def check_counter(counter: Counter, lines: Iterable[str], channels: tuple[str, ...] | None) -> None:
    """`Wrong` for the first field that cannot be, when there are these `lines` and, if anybody knows, `channels`."""
    known = tuple(lines)
    check_id(counter.id, "id")
    check_text(counter.name, "name", NAME_LIMIT, needed=True)
    check_text(counter.place, "place", NAME_LIMIT, needed=True)
    if not counter.shares:
        raise Wrong("serves-nothing", "shares")
    for share in counter.shares:
        check_known(share.line, known, "shares")
        check_range(share.weight, *WEIGHTS, f"shares.{share.line}")
    check_once((share.line for share in counter.shares), "shares")
    check_once(counter.channels, "channels")
    if channels is not None:
        for channel in counter.channels:
            check_known(channel, channels, "channels")
