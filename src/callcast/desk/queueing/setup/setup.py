"""One thing of a site, put as it is written, or removed.

A value's `version` is that of the one that is there, or 0 for a new one; else `Conflict`: somebody else has changed it.
"""

from dataclasses import replace
from typing import Literal, TypeAlias

from callcast.desk.queueing.hall.act import Act
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.errors import Conflict, Forbidden
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.item import Item
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.site import Site
from callcast.desk.queueing.setup.checking import check_known
from callcast.desk.queueing.setup.counters import check_counter
from callcast.desk.queueing.setup.in_use import check_unused
from callcast.desk.queueing.setup.items import check_item
from callcast.desk.queueing.setup.lines import check_line
from callcast.desk.queueing.setup.sites import check_site
from callcast.desk.queueing.words import listed

Kind: TypeAlias = Literal["line", "counter", "item"]
MOST: dict[Kind, int] = {"line": 500, "counter": 1_000, "item": 5_000}


def put_site(floor: Floor, moment: Moment, site: Site) -> Change:
    """`Wrong` or `Conflict`."""
    check_site(site)
    if site.version != floor.site.version:
        raise Conflict("setup-changed", id="site")
    return Change(_act(moment, "put-site"), "site", site=replace(site, version=site.version + 1))


def put_line(floor: Floor, moment: Moment, line: Line, channels: tuple[str, ...] | None = None) -> Change:
    """`channels` are those there are, None if nobody knows; `Wrong` or `Conflict`."""
    check_line(line, channels)
    version = _version(floor, "line", line)
    return Change(_act(moment, "put-line"), line.id, lines=(ordered(replace(line, version=version)),))


def put_counter(floor: Floor, moment: Moment, counter: Counter, channels: tuple[str, ...] | None = None) -> Change:
    """Whether it is open, and for whom, stays as it is. `Wrong` or `Conflict`."""
    check_counter(counter, floor.lines, channels)
    version = _version(floor, "counter", counter)
    after = staffed(counter, floor.counters.get(counter.id))
    return Change(_act(moment, "put-counter"), counter.id, counters=(replace(after, version=version),))


def put_item(floor: Floor, moment: Moment, item: Item) -> Change:
    """`Wrong` or `Conflict`."""
    check_item(item, floor.lines)
    version = _version(floor, "item", item)
    return Change(_act(moment, "put-item"), item.id, items=(replace(item, version=version),))


def remove(floor: Floor, moment: Moment, kind: Kind, id: str) -> Change:  # noqa: A002 - the field's name
    """`Wrong` if there is none; `Forbidden` while people wait for it, or something else needs it."""
    check_known(id, _things(floor, kind), kind)
    check_unused(floor, kind, id)
    if kind == "line":
        needing = [one.id for one in floor.counters.values() if any(share.line == id for share in one.shares)]
        needing += [one.id for one in floor.items.values() if one.line == id]
        if needing:
            raise Forbidden("line-needed", line=floor.lines[id].name, needing=listed(tuple(needing)))
    return Change(_act(moment, f"remove-{kind}"), id, removed=((kind, id),))


def ordered(line: Line) -> Line:
    """With its hours in the order of the week, and its weights in that of `Precedence`."""
    hours = sorted(line.hours, key=lambda one: (one.weekday, one.start))
    weights = sorted(line.weights, key=lambda one: list(Precedence).index(one[0]))
    return replace(line, hours=tuple(hours), weights=tuple(weights))


def staffed(counter: Counter, there: Counter | None) -> Counter:
    """With whoever is there now."""
    return replace(counter, open=there is not None and there.open, operator=there.operator if there else "")


def check_room(kind: Kind, count: int) -> None:
    """There are no more of them than we take; `Forbidden`."""
    if count > MOST[kind]:
        raise Forbidden("setup-too-many", count=count, most=MOST[kind])


def _version(floor: Floor, kind: Kind, value: Line | Counter | Item) -> int:
    """That of the value once it is put."""
    things = _things(floor, kind)
    there = things.get(value.id)
    if value.version != (0 if there is None else there.version):
        raise Conflict("setup-changed", id=value.id)
    if there is None:
        check_room(kind, len(things) + 1)
        return 0
    return there.version + 1


def _things(floor: Floor, kind: Kind) -> dict[str, Line] | dict[str, Counter] | dict[str, Item]:
    return {"line": floor.lines, "counter": floor.counters, "item": floor.items}[kind]  # type: ignore[return-value]


def _act(moment: Moment, what: str) -> Act:
    return Act(moment.new_id(), what, "", moment.who, moment.at)
