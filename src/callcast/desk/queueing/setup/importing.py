"""A floor that becomes what a site file says, in one act."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from callcast.desk.queueing.hall.act import Act
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.errors import Wrong
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.item import Item
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.setup.checking import check_once
from callcast.desk.queueing.setup.counters import check_counter
from callcast.desk.queueing.setup.in_use import check_unused
from callcast.desk.queueing.setup.items import check_item
from callcast.desk.queueing.setup.lines import check_line
from callcast.desk.queueing.setup.setup import Kind, check_room, ordered, staffed
from callcast.desk.queueing.setup.site_file import SiteFile
from callcast.desk.queueing.setup.sites import check_site
from callcast.desk.queueing.words import quoted

V = TypeVar("V", Line, Counter, Item)


def import_site(floor: Floor, moment: Moment, file: SiteFile, channels: tuple[str, ...] | None = None) -> Change:
    """What is to change so that what is set up is what the `file` says; nothing, if it is already.

    `channels` are those there are, None if nobody knows. What is open or sold out today by the file is so. `Wrong` for
    the first thing in it that cannot be, with its place; `Forbidden` if it would take away what people wait for.
    """
    _check(file, channels)
    lines = [ordered(line) for line in file.lines]
    counters = [staffed(counter, floor.counters.get(counter.id)) for counter in file.counters]
    removed = (
        *_gone(floor, "line", floor.lines, lines),
        *_gone(floor, "counter", floor.counters, counters),
        *_gone(floor, "item", floor.items, file.items),
    )
    site = replace(file.site, version=floor.site.version)
    return Change(
        Act(moment.new_id(), "import-site", "", moment.who, moment.at),
        "site",
        site=None if site == floor.site else replace(site, version=site.version + 1),
        lines=_changed(floor.lines, lines),
        counters=_changed(floor.counters, counters),
        items=_changed(floor.items, file.items),
        removed=removed,
    )


def _check(file: SiteFile, channels: tuple[str, ...] | None) -> None:
    """All of it by itself."""
    known = [line.id for line in file.lines]
    _at("site", partial(check_site, file.site))
    for kind, things in (("line", file.lines), ("counter", file.counters), ("item", file.items)):
        check_once((one.id for one in things), f"{kind}s")
    check_room("line", len(file.lines))
    check_room("counter", len(file.counters))
    check_room("item", len(file.items))
    for index, line in enumerate(file.lines):
        _at(_place("lines", index, line.id), partial(check_line, line, channels))
    for index, counter in enumerate(file.counters):
        _at(_place("counters", index, counter.id), partial(check_counter, counter, known, channels))
    for index, item in enumerate(file.items):
        _at(_place("items", index, item.id), partial(check_item, item, known))


def _place(things: str, index: int, id: str) -> str:  # noqa: A002 - the field's name
    return f"{things}[{index}] ({quoted(id)})"


def _at(place: str, check: Callable[[], None]) -> None:
    """Say where in the file it is that is `Wrong`."""
    try:
        check()
    except Wrong as error:
        values = {name: value for name, value in error.sentence.values if name != "field"}
        raise Wrong(error.sentence.key, f"{place}.{error.field}", **values) from None


def _gone(floor: Floor, kind: Kind, there: Mapping[str, V], wanted: Iterable[V]) -> tuple[tuple[str, str], ...]:
    kept = {one.id for one in wanted}
    gone = [id_ for id_ in there if id_ not in kept]
    for id_ in gone:
        check_unused(floor, kind, id_)
    return tuple((kind, id_) for id_ in gone)


def _changed(there: Mapping[str, V], wanted: Iterable[V]) -> tuple[V, ...]:
    """Those that are new, with version 0, and those that are different, with the next one."""
    changed = []
    for one in wanted:
        before = there.get(one.id)
        if before is None:
            changed.append(replace(one, version=0))
        elif replace(one, version=before.version) != before:
            changed.append(replace(one, version=before.version + 1))
    return tuple(changed)
