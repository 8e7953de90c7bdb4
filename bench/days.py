"""Days of a hospital and of a food court on the rules in memory: how long people wait, and when they hear their number.

    python -m bench.days

Nothing is measured against a clock: the days are simulated, so the figures are the same on every machine.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import fmean

from bench.figures import percentile, table
from bench.hall import Memory
from callcast.bus.messages import Call
from callcast.cli.demo.day import day
from callcast.cli.demo.plan import Kitchen, Plan, Stream
from callcast.cli.demo.visitors import Curve
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.counter import Counter, Share
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.item import Item
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.order import Pick
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.site import Site

OPENS = 1_795_478_400.0
"""2026-11-24 08:00 in Taipei."""
VOICE = 6.0
"""Seconds of one call."""
HOURS = Curve((6, 8, 8, 5, 4, 7, 7, 5, 3))
MIXED = ((Precedence.ELDER, 0.2), (Precedence.APPOINTMENT, 0.15), (Precedence.VIP, 0.02))
HOSPITAL = (
    ("registration", 1_400, 6, 85.0),
    ("blood", 1_000, 5, 105.0),
    ("x-ray", 600, 4, 145.0),
    ("internal", 700, 9, 340.0),
    ("surgery", 400, 5, 300.0),
    ("eyes", 400, 4, 260.0),
    ("pharmacy", 1_500, 7, 95.0),
)
"""Line, tickets, counters, seconds for each: 6,000 tickets at 40 counters on four channels."""
CHANNELS = {"registration": "lobby", "pharmacy": "lobby", "blood": "tests", "x-ray": "tests", "internal": "clinics"}
STALLS = 30
BUSY = ("stall-01", "stall-02", "stall-03")
GROUPS = (("the busiest", True), ("the others", False))
SPREAD = ("mean", "p50", "p90", "max")


def hospital(*, fair: bool) -> tuple[Floor, Plan]:
    """Its floor and its day; unless `fair`, who comes first is called first, whoever it is."""
    floor, counters = Floor(), list[tuple[str, tuple[str, ...]]]()
    for name, _, many, _ in HOSPITAL:
        line = Line(name, name, prefix=name[0].upper(), last=9999, channels=(CHANNELS.get(name, "specials"),))
        floor.lines[name] = line if fair else replace(line, weights=())
        for number in range(many):
            id_ = f"{name}-{number + 1}"
            floor.counters[id_] = Counter(id_, id_, str(len(counters) + 1), (Share(name),))
            counters.append((id_, (name,)))
    streams = tuple(Stream(name, count, seconds, MIXED) for name, count, _, seconds in HOSPITAL)
    floor.site = Site("Hospital", "Asia/Taipei")
    return floor, Plan(HOURS, streams, tuple(counters))


def food_court() -> tuple[Floor, Plan]:
    """30 stalls, of which some are much busier than others, on one channel."""
    floor, kitchens = Floor(), []
    for number in range(1, STALLS + 1):
        id_ = f"stall-{number:02d}"
        floor.lines[id_] = Line(id_, id_, channels=("court",), template="pick-up")
        floor.items[f"dish-{number}"] = Item(f"dish-{number}", id_, "dish", price=100)
        picks = ((Pick(f"dish-{number}"),),)
        kitchens.append(Kitchen(id_, *((210, 240.0, 4) if id_ in BUSY else (75, 240.0, 2)), picks))
    floor.site = Site("Food court", "Asia/Taipei")
    return floor, Plan(Curve((2, 9, 7, 2, 1, 2, 8, 9, 4)), kitchens=tuple(kitchens))


def played(made: tuple[Floor, Plan]) -> Memory:
    """The whole day."""
    floor, plan = made
    memory = Memory(floor, OPENS)
    memory.play(day(plan, 7))
    return memory


def waits(memory: Memory) -> dict[tuple[str, Precedence], list[float]]:
    """Seconds from the ticket to its first call, by line and precedence; of those that were parked, too."""
    first: dict[str, float] = {}
    for at, call in memory.calls:
        first.setdefault(call.call.number, OPENS + at)
    found: dict[tuple[str, Precedence], list[float]] = defaultdict(list)
    for ticket in memory.floor.tickets.values():
        found[ticket.line, ticket.precedence].append(first[ticket.number] - ticket.issued_at)
    return found


def voiced(calls: Sequence[tuple[float, Calling]], *, turns: bool) -> dict[str, list[float]]:
    """Seconds from each call to its voice, by source; one voice for each channel.

    With `turns`, of those that wait the source speaks that has spoken least lately; else the oldest call does.
    """
    by_channel: dict[str, list[tuple[float, Calling]]] = defaultdict(list)
    for at, call in calls:
        by_channel[call.channels[0]].append((at, call))
    delays: dict[str, list[float]] = defaultdict(list)
    for channel in by_channel.values():
        for at, source, spoken in _spoken(channel, turns=turns):
            delays[source].append(spoken - at)
    return delays


def _spoken(calls: Sequence[tuple[float, Calling]], *, turns: bool) -> Iterable[tuple[float, str, float]]:
    """When each call came, from where, and when it was spoken."""
    coming = deque(sorted((at, index, call.source) for index, (at, call) in enumerate(calls)))
    queues: dict[str, deque[float]] = defaultdict(deque)
    last: dict[str, float] = defaultdict(float)
    now = 0.0
    while coming or any(queues.values()):
        if not any(queues.values()):
            now = max(now, coming[0][0])
        while coming and coming[0][0] <= now:
            at, _, source = coming.popleft()
            queues[source].append(at)
        waiting = [source for source, queue in queues.items() if queue]
        chosen = min(waiting, key=lambda one: (last[one] if turns else 0.0, queues[one][0]))
        yield queues[chosen].popleft(), chosen, now
        now += VOICE
        last[chosen] = now


def burst() -> Sequence[tuple[float, Calling]]:
    """One stall calls twenty orders at once, as after a rush; a second later five others call one each."""

    def call(at: float, source: str) -> tuple[float, Calling]:
        return at, Calling("", Call("1"), "pick-up", (), ("court",), source)

    return [call(0.0, BUSY[0])] * 20 + [call(1.0, f"stall-{number}") for number in range(20, 25)]


def spread(values: list[float], unit: float) -> tuple[float, ...]:
    """Mean, p50, p90 and the most, in so many seconds."""
    return (fmean(values) / unit, *(percentile(values, part) / unit for part in (0.5, 0.9)), max(values) / unit)


def titled(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table with what it shows above it."""
    print(f"{title}\n")
    table(head, rows)


def show_hospital() -> None:
    """Waits by line, what the fair order does to them, and when calls are heard."""
    fair, first = (played(hospital(fair=one)) for one in (True, False))
    found, before = waits(fair), waits(first)
    by_line = {
        name: [wait for (line, _), many in found.items() for wait in many if line == name] for name, *_ in HOSPITAL
    }
    titled(
        "Hospital: minutes from the ticket to its first call",
        ("line", "tickets", *SPREAD),
        [(name, len(many), *spread(many, 60)) for name, many in by_line.items()],
    )
    rows = []
    for precedence in Precedence:
        now, then = (
            [wait for (_, kind), many in one.items() for wait in many if kind is precedence] for one in (found, before)
        )
        rows.append((precedence.value, len(now), *spread(now, 60), *spread(then, 60)))
    titled(
        "The same people, in the fair order, and first come, first called: minutes",
        ("who", "tickets", *SPREAD, *(f"first-come {one}" for one in SPREAD)),
        rows,
    )
    rows = []
    for channel in sorted({call.channels[0] for _, call in fair.calls}):
        delays = voiced([(at, call) for at, call in fair.calls if call.channels[0] == channel], turns=True)
        many = [delay for of_source in delays.values() for delay in of_source]
        rows.append((channel, len(many), *spread(many, 1)))
    titled("Hospital: seconds from a call to its voice, one voice a channel", ("channel", "calls", *SPREAD), rows)


def show_food_court() -> None:
    """How long orders take, and how long their calls wait for the one voice."""
    memory = played(food_court())
    rows = []
    for name, busy in GROUPS:
        times = [
            order.called_at - order.ordered_at
            for order in memory.floor.orders.values()
            if order.called_at is not None and (order.line in BUSY) is busy
        ]
        rows.append((name, len(times), *spread(times, 60)))
    titled("Food court: minutes from the order to its call", ("stalls", "orders", *SPREAD), rows)
    title = "Food court: seconds from a call to its voice, 30 stalls on one channel"
    show_turns(title, memory.calls)
    show_turns("The same, when the busiest stall calls twenty orders at once and five others one each", burst())


def show_turns(title: str, calls: Sequence[tuple[float, Calling]]) -> None:
    """What turns do beside the order in which calls come."""
    rows = []
    for turns, how in ((True, "taking turns"), (False, "in the order of the calls")):
        delays = voiced(calls, turns=turns)
        for name, busy in GROUPS:
            many = [one for source, waited in delays.items() for one in waited if (source in BUSY) is busy]
            rows.append((name, how, len(many), *spread(many, 1)))
    titled(title, ("stalls", "spoken", "calls", *SPREAD), rows)


if __name__ == "__main__":
    show_hospital()
    show_food_court()
