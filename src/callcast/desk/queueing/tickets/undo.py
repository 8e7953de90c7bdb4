"""The last act at a counter, undone."""

from collections.abc import Iterable
from dataclasses import replace

from callcast.desk.queueing.hall.act import Act
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.sentence import name_of, sentence
from callcast.desk.queueing.hall.tally import Tally
from callcast.desk.queueing.hall.ticket import Stage, Ticket
from callcast.desk.queueing.tickets import step
from callcast.desk.queueing.tickets.call import calling
from callcast.desk.queueing.tickets.count import tally_of
from callcast.desk.queueing.tickets.found import counter_of, line_of


def undo(floor: Floor, moment: Moment, counter: str) -> Change:
    """What the last act there has changed is as it was. A call that waits to be spoken is withdrawn.

    One that the act had withdrawn is announced anew.

    `Unknown`; `Forbidden` if there is none, it is undone already, or somebody else has changed a ticket since.
    """
    act = _last(floor, counter_of(floor, counter))
    restored = [_restored(floor, before, after) for before, after in zip(act.before, act.after, strict=True)]
    calls = [_unheard(floor, moment, one, after) for one, after in zip(restored, act.after, strict=True)]
    restored = [
        one if call is None else replace(one, announcement=call.id) for one, call in zip(restored, calls, strict=True)
    ]
    because = sentence("undone", who=name_of(act.who))
    return Change(
        step.act("undo", moment, counter),
        restored[-1].id,
        because,
        tickets=tuple(restored),
        tallies=_tallies(floor, moment, act),
        periods=tuple(step.began(one, moment, because) for one in restored),
        calls=tuple(call for call in calls if call is not None),
        withdrawn=tuple(_unsaid(act, moment)),
    )


def _last(floor: Floor, counter: Counter) -> Act:
    act = floor.acts.get(counter.id)
    if act is not None and (act.undone or act.what == "undo"):
        raise Forbidden("undone-already", counter=counter.name)
    if act is None or not act.before:
        raise Forbidden("nothing-to-undo", counter=counter.name)
    return act


def _restored(floor: Floor, before: Ticket, after: Ticket) -> Ticket:
    now = floor.tickets.get(after.id)
    if now is None or now.version != after.version:
        raise Forbidden("changed-since", number=after.number)
    line_of(floor, before.line)
    if not before.stage.final:
        step.check_number(floor, now)
    return replace(before, version=now.version + 1)


def _unheard(floor: Floor, moment: Moment, restored: Ticket, after: Ticket) -> Calling | None:
    """It is called again, and of its call nothing is said any more."""
    where = floor.counters.get(restored.counter or "")
    if restored.stage is not Stage.CALLED or after.announcement is not None or where is None:
        return None
    return calling(floor, restored, where, moment.new_id())


def _tallies(floor: Floor, moment: Moment, act: Act) -> tuple[Tally, ...]:
    """Whoever was called by it was not."""
    called = [
        after.line
        for before, after in zip(act.before, act.after, strict=True)
        if after.stage is Stage.CALLED and before.stage is not Stage.CALLED
    ]
    tallies = [tally_of(floor, floor.lines[line], moment.at) for line in called]
    return tuple(replace(tally, called=max(0, tally.called - 1)) for tally in tallies)


def _unsaid(act: Act, moment: Moment) -> Iterable[str]:
    for before, after in zip(act.before, act.after, strict=True):
        if after.announcement and after.announcement != before.announcement and moment.queued(after.announcement):
            yield after.announcement
