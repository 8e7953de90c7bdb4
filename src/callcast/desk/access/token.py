"""A token for programs."""

from dataclasses import dataclass

from callcast.desk.access.scope import Scope
from callcast.desk.access.who import Who


@dataclass(frozen=True)
class Token:
    """`digest` of its secret; `maker` is who made it; times in Unix seconds, `used_at` to the minute or so."""

    digest: str
    id: str
    name: str
    scopes: frozenset[Scope]
    maker: str
    created_at: float
    used_at: float | None = None
    expires_at: float | None = None

    @property
    def who(self) -> Who:
        """As one who asks."""
        return Who("token", self.id, self.name, self.scopes)

    def over(self, now: float) -> bool:
        """Whether it has ended at `now`."""
        return self.expires_at is not None and now >= self.expires_at
