"""A person who has signed in, in one browser."""

from dataclasses import dataclass

HOUR, DAY = 3_600.0, 86_400.0


@dataclass(frozen=True)
class Session:
    """`digest` of its secret; `person` by id; `id` to name it by; times in Unix seconds."""

    digest: str
    id: str
    person: str
    created_at: float
    used_at: float
    address: str = ""


@dataclass(frozen=True)
class Lifetime:
    """How long sessions last: `idle` without use, `longest` in all; seconds."""

    idle: float = 12 * HOUR
    longest: float = 30 * DAY

    def over(self, session: Session, now: float) -> bool:
        """Whether it has ended at `now`."""
        return now - session.used_at > self.idle or now - session.created_at > self.longest
