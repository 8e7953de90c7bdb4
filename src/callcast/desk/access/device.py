"""A screen that was paired: a board, a kiosk, a kitchen's."""

from dataclasses import dataclass

from callcast.desk.access.role import Role
from callcast.desk.access.who import Who


@dataclass(frozen=True)
class Device:
    """`digest` of its secret; `target` is what it is for, such as a channel's id; times in Unix seconds."""

    digest: str
    id: str
    name: str
    role: Role
    target: str
    maker: str
    created_at: float
    used_at: float | None = None

    @property
    def who(self) -> Who:
        """As one who asks."""
        return Who("device", self.id, self.name, self.role.scopes, self.role, target=self.target)
