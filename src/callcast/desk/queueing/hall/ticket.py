"""A ticket: one number, issued on a line."""

from dataclasses import dataclass
from enum import Enum

from callcast.desk.queueing.hall.precedence import Precedence


class Stage(str, Enum):
    """Where a ticket stands. The last three are the end, from which only undoing and coming back lead."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    DONE = "done"
    NO_SHOW = "no-show"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Nobody waits for anything."""
        return self in (Stage.DONE, Stage.NO_SHOW, Stage.CANCELLED)

    @property
    def at_counter(self) -> bool:
        """It keeps a counter busy."""
        return self in (Stage.CALLED, Stage.SERVING)


@dataclass(frozen=True)
class Ticket:
    """Times are Unix seconds; `since` when it is in this `stage`, and `ready_at` from when on it grows old.

    `id` cannot be guessed, and opens the ticket's own page. `serial` counts the numbers of `origin`, the line that
    issued it, on `day` (as in ISO 8601) from 1, and with these two is unique. `counter` is where it was called to last,
    `calls` how often, and `announcement` the last of them. `after`: it comes back when its line has called so many
    tickets of the day. It goes through `route`, lines, of which `leg` is the index of the one where it is; `line` is
    the same. `name` and `langs` are the person's own. `version` counts its changes.
    """

    id: str
    line: str
    number: str
    serial: int
    day: str
    issued_at: float
    ready_at: float
    since: float
    stage: Stage = Stage.WAITING
    precedence: Precedence = Precedence.NORMAL
    due_at: float | None = None
    counter: str | None = None
    called_at: float | None = None
    calls: int = 0
    announcement: str | None = None
    after: int | None = None
    route: tuple[str, ...] = ()
    leg: int = 0
    name: str = ""
    langs: tuple[str, ...] = ()
    origin: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        """Unless it is told, the line where it is has issued it."""
        object.__setattr__(self, "origin", self.origin or self.line)
