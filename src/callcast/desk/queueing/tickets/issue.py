"""A new ticket."""

from dataclasses import dataclass

from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Forbidden, Wrong
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.sentence import Sentence, sentence
from callcast.desk.queueing.hall.texts import check_langs, check_text
from callcast.desk.queueing.hall.ticket import Ticket
from callcast.desk.queueing.tickets.count import issued_one
from callcast.desk.queueing.tickets.day import is_open, weekday
from callcast.desk.queueing.tickets.found import line_of
from callcast.desk.queueing.tickets.number import label
from callcast.desk.queueing.tickets.step import act, began


@dataclass(frozen=True)
class Wish:
    """A ticket of `line`; with an appointment at `due_at` (Unix seconds), if there is one.

    A `route` is a journey over several lines with the same number, of which `line` is the first. `name` and `langs` are
    the person's own.
    """

    line: str
    precedence: Precedence = Precedence.NORMAL
    due_at: float | None = None
    route: tuple[str, ...] = ()
    name: str = ""
    langs: tuple[str, ...] = ()


def issue(floor: Floor, moment: Moment, wish: Wish) -> Change:
    """The next number; `Unknown`, `Wrong`, or `Forbidden` if the line takes nobody now."""
    line = line_of(floor, wish.line)
    _check_wish(floor, wish)
    _check_room(floor, line, moment)
    tally = issued_one(floor, line, moment.at)
    precedence, because = _precedence(line, wish, moment.at)
    ticket = Ticket(
        id=moment.new_id(),
        line=line.id,
        number=label(line, tally.issued),
        serial=tally.issued,
        day=tally.day,
        issued_at=moment.at,
        ready_at=moment.at if wish.due_at is None else max(moment.at, wish.due_at - line.early),
        since=moment.at,
        precedence=precedence,
        due_at=wish.due_at,
        route=wish.route,
        name=wish.name,
        langs=wish.langs,
    )
    return Change(
        act("issue", moment, ""),
        ticket.id,
        because,
        tickets=(ticket,),
        tallies=(tally,),
        periods=(began(ticket, moment, because),),
    )


def _precedence(line: Line, wish: Wish, at: float) -> tuple[Precedence, Sentence | None]:
    """Who has an appointment goes before others, unless it is too late for that."""
    if wish.due_at is None or wish.precedence not in (Precedence.NORMAL, Precedence.APPOINTMENT):
        return wish.precedence, None
    if at > wish.due_at + line.late:
        late, limit = round((at - wish.due_at) / 60), round(line.late / 60)
        return Precedence.NORMAL, sentence("came-late", minutes=late, limit=limit)
    return Precedence.APPOINTMENT, None


def _check_wish(floor: Floor, wish: Wish) -> None:
    check_text(wish.name, "name")
    check_langs(wish.langs, "langs")
    if wish.precedence is Precedence.APPOINTMENT and wish.due_at is None:
        raise Wrong("appointment-when", "due_at")
    if wish.route and wish.route[0] != wish.line:
        raise Wrong("route-start", "route", line=wish.line, start=wish.route[0])
    for leg in wish.route:
        if line_of(floor, leg).paper:
            raise Wrong("route-paper", "route", line=floor.lines[leg].name)


def _check_room(floor: Floor, line: Line, moment: Moment) -> None:
    if line.paper:
        raise Forbidden("line-paper", line=line.name)
    if line.closed:
        raise Forbidden("line-closed", line=line.name)
    if not is_open(line.hours, floor.site.zone, moment.at):
        raise Forbidden("line-shut", line=line.name, hours=_hours(floor, line, moment.at))
    if line.capacity is not None and len(floor.standing.waiting(line.id)) >= line.capacity:
        raise Forbidden("line-full", line=line.name, limit=line.capacity)


def _hours(floor: Floor, line: Line, at: float) -> str:
    """Those of today, or none."""
    today = weekday(floor.site.zone, at)
    return ", ".join(f"{one.start:%H:%M}–{one.end:%H:%M}" for one in line.hours if one.weekday == today) or "—"
