"""An order: what a customer has chosen, called when it is ready."""

from dataclasses import dataclass
from enum import Enum


class OrderStage(str, Enum):
    """Where an order stands. The last two are the end."""

    NEW = "new"
    PREPARING = "preparing"
    READY = "ready"
    CALLED = "called"
    COLLECTED = "collected"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Nobody waits for it."""
        return self in (OrderStage.COLLECTED, OrderStage.CANCELLED)


@dataclass(frozen=True)
class Pick:
    """`count` of an `item`, by id, with these choices of its options, by id: (option, choice)."""

    item: str
    count: int = 1
    choices: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Order:
    """Numbered as a ticket of its `line` (a stall) is; times are Unix seconds, `since` when it is in this `stage`.

    The last step led here from the stage `was`, and undoing it leads back; None: there is none to undo.
    """

    id: str
    line: str
    number: str
    serial: int
    day: str
    ordered_at: float
    since: float
    picks: tuple[Pick, ...]
    stage: OrderStage = OrderStage.NEW
    was: OrderStage | None = None
    price: int | None = None
    name: str = ""
    langs: tuple[str, ...] = ()
    called_at: float | None = None
    calls: int = 0
    announcement: str | None = None
    version: int = 0
