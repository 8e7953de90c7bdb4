"""What somebody is here, and so may do."""

from enum import Enum

from callcast.desk.access.scope import Scope


class Role(str, Enum):
    """Of a person, or of a device that was paired."""

    ADMIN = "admin"
    OPERATOR = "operator"
    KITCHEN = "kitchen"
    KIOSK = "kiosk"
    BOARD = "board"

    @property
    def scopes(self) -> frozenset[Scope]:
        """What it may do."""
        return _SCOPES[self]

    @property
    def of_devices(self) -> bool:
        """A screen may have it. Admins and operators are people, who are known by name."""
        return self in (Role.KITCHEN, Role.KIOSK, Role.BOARD)


_SCOPES = {
    Role.ADMIN: frozenset(Scope),
    Role.OPERATOR: frozenset(
        (
            *(Scope.ANNOUNCE, Scope.ANNOUNCEMENTS_READ, Scope.BOARDS, Scope.SITE_READ),
            *(Scope.TICKETS_READ, Scope.TICKETS_ISSUE, Scope.TICKETS_ACT),
            *(Scope.ORDERS_READ, Scope.ORDERS_PLACE, Scope.ORDERS_ACT, Scope.EVENTS),
        )
    ),
    Role.KITCHEN: frozenset((Scope.SITE_READ, Scope.ORDERS_READ, Scope.ORDERS_ACT, Scope.EVENTS)),
    Role.KIOSK: frozenset((Scope.SITE_READ, Scope.TICKETS_ISSUE, Scope.ORDERS_PLACE)),
    Role.BOARD: frozenset((Scope.SITE_READ, Scope.EVENTS)),
}
