"""The log: what was, from when to when."""

from dataclasses import dataclass

from callcast.desk.queueing.hall.sentence import Sentence


@dataclass(frozen=True)
class Period:
    """`subject` (the id of a ticket or an order) was in `stage`, at `line` and `counter`, from `start` to `end`.

    Unix seconds; `end` is None while it lasts. `who` brought it there, `because` of what.
    """

    subject: str
    stage: str
    line: str
    counter: str | None
    start: float
    end: float | None
    who: str
    because: Sentence | None = None
