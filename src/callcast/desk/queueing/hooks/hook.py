"""A webhook, and what became of what was sent to it."""

from dataclasses import dataclass, replace
from enum import Enum

from callcast.desk.queueing.hall.event import Event


class HookState(str, Enum):
    """Whether anything is sent there."""

    ACTIVE = "active"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Hook:
    """Events of the `kinds` (none: of all) go to `url`, one after another, signed with the `secret`.

    `sent` is the number of the last event that was delivered, or was not of its kinds; what comes after it is still to
    go. One that was STOPPED, for a `reason`, gets nothing until it is put again.
    """

    id: str
    url: str
    secret: str
    created_at: float
    kinds: tuple[str, ...] = ()
    sent: int = 0
    state: HookState = HookState.ACTIVE
    reason: str | None = None

    def wants(self, event: Event) -> bool:
        """Whether `event` goes there."""
        return not self.kinds or event.kind in self.kinds

    def stopped(self, reason: str) -> "Hook":
        """Nothing more is sent there."""
        return replace(self, state=HookState.STOPPED, reason=reason)


@dataclass(frozen=True)
class Delivery:
    """The event with the number `event` was sent to `hook` for the `attempt`th time `at` (Unix seconds).

    The answer had the HTTP `status`, or none came for `reason`; it took `seconds`. `number` grows, 0 until it is kept.
    """

    hook: str
    event: int
    kind: str
    at: float
    attempt: int
    status: int | None
    reason: str | None
    seconds: float
    number: int = 0

    @property
    def taken(self) -> bool:
        """The receiver has it."""
        return self.status is not None and 200 <= self.status < 300
