import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.desk.queueing.orders.stall import NOON, ONE, Stall
from tests.unit.desk.queueing.setup.sites import site_files

from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Forbidden, HallError, Wrong
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.orders.place import OrderWish, place
from callcast.desk.queueing.setup.importing import import_site
from callcast.desk.queueing.setup.setup import staffed
from callcast.desk.queueing.setup.site_file import SiteFile

NOW = Moment(NOON, "admin", lambda: "act", lambda _: False)
FILE: dict[str, Any] = {
    "callcast_site": 1,
    "site": {"name": "診所", "zone": "Asia/Taipei"},
    "lines": [{"id": "a", "name": "內科", "hours": {"mon": ["08:00-12:00"]}, "policy": {"calls": 2}}],
    "counters": [{"id": "c1", "name": "一診", "place": "1", "lines": {"a": 1.0}}],
    "items": [
        {
            "id": "i",
            "line": "a",
            "name": "藥",
            "options": [{"id": "o", "name": "包", "choices": [{"id": "x", "name": "大"}]}],
        }
    ],
}


def taken(floor: Floor, file: SiteFile) -> Change:
    change = import_site(floor, NOW, file)
    floor.apply(change)
    return change


def things(file: SiteFile) -> tuple[object, ...]:
    """Without their order: what is new comes last on a floor."""
    return file.site, set(file.lines), set(file.counters), set(file.items)


def nothing(change: Change) -> bool:
    return not (change.site or change.lines or change.counters or change.items or change.removed)


@settings(deadline=None)
@given(site_files(), site_files())
def test_what_is_exported_and_imported_is_what_was_there(before: SiteFile, wanted: SiteFile) -> None:
    floor, other = Floor(), Floor()
    taken(other, before)
    taken(floor, wanted)
    exported = SiteFile.of(floor)
    assert SiteFile.parse(exported.text()) == exported
    taken(other, SiteFile.parse(exported.text()))
    assert things(SiteFile.of(other)) == things(exported)
    assert nothing(import_site(other, NOW, exported))


@settings(deadline=None)
@given(site_files(), site_files())
def test_each_change_is_the_next_version_of_what_is_there(before: SiteFile, wanted: SiteFile) -> None:
    floor = Floor()
    taken(floor, before)
    then = {(kind, one.id): one for kind, one in all_of(floor)}
    change = taken(floor, wanted)
    changed = {(kind, one.id) for kind, many in parts(change) for one in many}
    for kind, one in all_of(floor):
        was = then.get((kind, one.id))
        assert one.version == (0 if was is None else was.version + ((kind, one.id) in changed))


def all_of(floor: Floor) -> list[tuple[str, Any]]:
    kinds = {"line": floor.lines, "counter": floor.counters, "item": floor.items}
    return [(kind, one) for kind, many in kinds.items() for one in many.values()]  # type: ignore[attr-defined]


def parts(change: Change) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    return ("line", change.lines), ("counter", change.counters), ("item", change.items)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def _places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [place for key, one in inner for place in _places(one, (*path, key))]


@settings(deadline=None, max_examples=300)
@given(st.data(), st.sampled_from(_places(FILE)[1:]), json_values)
def test_a_file_with_anything_anywhere_is_taken_or_refused_with_a_sentence(
    data: st.DataObject, place: tuple[Any, ...], value: object
) -> None:
    document = json.loads(json.dumps(FILE))
    table = document
    for part in place[:-1]:
        table = table[part]
    table[place[-1]] = value
    floor = Floor()
    try:
        taken(floor, SiteFile.parse(json.dumps(document)))
    except HallError as error:
        said = {lang: error.sentence.text(lang) for lang in ("en", "zh-TW", "zh-CN", "ja")}
        assert all(said.values())
        assert not floor.lines


@given(st.binary() | st.text())
def test_any_bytes_are_refused_with_a_sentence(text: str | bytes) -> None:
    with pytest.raises(Wrong):
        SiteFile.parse(text)


def _line(**fields: object) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["lines"][0].update(fields)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda d: d.update(lins=[]), "has the key lins, which is none; there are: callcast_site, site, lines"),
        (
            lambda d: d.update(callcast_site=2),
            'callcast_site of the site file is "2", and this Callcast reads version 1',
        ),
        (lambda d: d.pop("callcast_site"), "lacks the key callcast_site"),
        (_line(policy={"call": 1}), r'key lines[0] ("a").policy.call, which is none; there are: calls, spacing'),
        (_line(hours={"mo": []}), r'lines[0] ("a").hours.mo of the site file must be one of: mon, tue'),
        (
            _line(hours={"mon": ["8-12"]}),
            '("a").hours.mon[0] of the site file must be hours like 08:30-12:00',
        ),
        (
            _line(hours={"mon": ["08:00-12:00", "11:59-13:00"]}),
            "hours 08:00-12:00 and 11:59-13:00 of the field lines[0]",
        ),
        (_line(hours={"mon": ["22:00-02:00"]}), 'hours 22:00-02:00 of the field lines[0] ("a").hours end before'),
        (_line(reset="7pm"), "must be a time like 08:30"),
        (_line(first="1"), 'lines[0] ("a").first of the site file must be a whole number'),
        (_line(first=5, last=4), 'lines[0] ("a").last is 4; it must be from 5 to 999999'),
        (_line(prefix="ABCD"), "up to three letters"),
        (_line(early=float("nan")), "early is nan"),
        (_line(template="closing"), "there are: counter, room, window, pick-up"),
        (_line(channels=["hall", "hall"]), 'channels has "hall" twice'),
        (_line(id="A 1"), 'id is "A 1", which is no id'),
        (_line(id="b"), 'counters[0] ("c1").shares is "a", which is not there; there are: b'),
        (lambda d: d["counters"][0].update(lines={}), "name at least one line"),
        (lambda d: d["counters"].append(d["counters"][0]), 'counters has "c1" twice'),
        (lambda d: d["items"][0].update(line="z"), 'items[0] ("i").line is "z"'),
        (lambda d: d["items"][0]["options"][0].update(least=2), "options.0.least is 2; it must be from 0 to 1"),
        (lambda d: d["site"].update(zone="Asia"), 'zone is "Asia", which is no time zone of this machine'),
        (lambda d: d["site"].update(zone="Asia/Taipe"), "write one like Asia/Taipei"),
        (lambda d: d["site"].update(zone="../etc/passwd"), "no time zone"),
        (lambda d: d["site"].update(currency="NT"), "three capital letters"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_place(edit: Callable[[dict[str, Any]], object], says: str) -> None:
    document = json.loads(json.dumps(FILE))
    edit(document)
    with pytest.raises(Wrong) as refused:
        import_site(Floor(), NOW, SiteFile.from_json(document))
    assert says in str(refused.value)


def test_a_channel_that_is_not_there_is_refused_where_somebody_knows() -> None:
    document = {**FILE, "counters": [{**FILE["counters"][0], "channels": ["yard"]}]}
    file = SiteFile.from_json(document)
    assert import_site(Floor(), NOW, file).counters
    with pytest.raises(Wrong, match="there are: hall"):
        import_site(Floor(), NOW, file, ("hall",))


def test_what_people_wait_for_is_not_taken_away() -> None:
    stall = Stall()
    stall.do(place, OrderWish("ramen", (ONE,)))
    there = SiteFile.of(stall.floor)
    without = SiteFile(there.site, there.lines[1:], (), there.items[3:])
    with pytest.raises(Forbidden, match="1 still wait in 豚骨拉麵店"):
        import_site(stall.floor, NOW, without)
    eaten = SiteFile(there.site, there.lines, there.counters, there.items[1:])
    with pytest.raises(Forbidden, match="Order 001 has 豚骨拉麵, so it stays"):
        import_site(stall.floor, NOW, eaten)
    assert nothing(import_site(stall.floor, NOW, there))


def test_a_counter_that_is_open_stays_open() -> None:
    floor = Floor()
    file = SiteFile.from_json(FILE)
    taken(floor, file)
    floor.counters["c1"] = replace(floor.counters["c1"], open=True, operator="amy", version=1)
    assert nothing(import_site(floor, NOW, file))
    renamed = SiteFile(file.site, file.lines, (replace(file.counters[0], name="二診"),), file.items)
    (after,) = taken(floor, renamed).counters
    assert (after.open, after.operator, after.name, after.version) == (True, "amy", "二診", 2)
    assert staffed(after, None).open is False
