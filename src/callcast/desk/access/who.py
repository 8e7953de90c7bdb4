"""Whoever is asking."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from callcast.desk.access.errors import NotAllowed
from callcast.desk.access.role import Role
from callcast.desk.access.scope import Scope

Kind = Literal["person", "token", "device", "machine"]
"""`machine`: a program of this machine's user, such as `callcast say`."""


@dataclass(frozen=True)
class Who:
    """One who has signed in. `role` is None for a token; `target` is what a device is for.

    `counters` are the ids of those that an operator may use; None: all.
    """

    kind: Kind
    id: str
    name: str
    scopes: frozenset[Scope]
    role: Role | None = None
    counters: tuple[str, ...] | None = None
    target: str = ""

    def __str__(self) -> str:
        """For logs, such as that of a ticket: `person:anna`."""
        return f"{self.kind}:{self.name}"

    def may(self, scope: Scope) -> bool:
        """Whether that is allowed."""
        return scope in self.scopes

    def may_use(self, counter: str) -> bool:
        """Whether that counter is one of theirs."""
        return self.counters is None or counter in self.counters

    def see_may_give(self, scopes: Iterable[Scope]) -> None:
        """`NotAllowed` if one of them is more than they have: nobody makes another more than they are."""
        for scope in sorted(frozenset(scopes) - self.scopes):
            raise NotAllowed(self.name, scope.value)
