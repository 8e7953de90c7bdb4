"""A day played on the rules in memory, by a clock that waits for nobody."""

from collections.abc import Callable, Generator
from itertools import count

from callcast.cli.demo.day import Answer, Ask
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import HallError
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.orders.place import OrderWish, place
from callcast.desk.queueing.orders.steps import collect, prepare, ready
from callcast.desk.queueing.tickets.back import back
from callcast.desk.queueing.tickets.call import call_next, recall
from callcast.desk.queueing.tickets.counters import open_counter
from callcast.desk.queueing.tickets.issue import Wish, issue
from callcast.desk.queueing.tickets.serve import finish, no_show, park, start

Rule = Callable[[Floor, Moment, str], Change]
RULES: dict[str, Rule] = {
    "open": lambda floor, moment, counter: open_counter(floor, moment, counter, "demo"),
    "next": call_next,
    "recall": recall,
    "start": start,
    "finish": finish,
    "no-show": no_show,
    "park": park,
    "back": back,
    "prepare": prepare,
    "ready": ready,
    "collect": collect,
}


class Memory:
    """`floor` is set up; the doors open at `opens`, in Unix seconds.

    Calls are said at once, and who has an appointment is on time.
    """

    def __init__(self, floor: Floor, opens: float) -> None:
        """Nothing has happened yet."""
        self.floor, self._opens = floor, opens
        self._ids = count(1)
        self.calls: list[tuple[float, Calling]] = []
        """With the second of each."""
        self.refused: list[tuple[Ask, HallError]] = []

    def play(self, acts: Generator[Ask, Answer, None]) -> None:
        """All of them."""
        answer: Answer = None
        try:
            while True:
                answer = self.do(acts.send(answer))
        except StopIteration:
            return

    def do(self, ask: Ask) -> Answer:
        """What came of it."""
        moment = Moment(self._opens + ask.at, "demo", lambda: f"id{next(self._ids)}", lambda _: False)
        try:
            change = self._changed(ask, moment)
        except HallError as error:
            self.refused.append((ask, error))
            return None
        self.floor.apply(change)
        self.calls += ((ask.at, call) for call in change.calls)
        return change.subject

    def _changed(self, ask: Ask, moment: Moment) -> Change:
        if ask.what == "issue":
            due_at = moment.at if ask.precedence is Precedence.APPOINTMENT else None
            return issue(self.floor, moment, Wish(ask.where, ask.precedence, due_at))
        if ask.what == "place":
            return place(self.floor, moment, OrderWish(ask.where, ask.picks))
        return RULES[ask.what](self.floor, moment, ask.where)
