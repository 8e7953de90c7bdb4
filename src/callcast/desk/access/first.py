"""The one-time link by which the first admin is made."""

from callcast.desk.access import secret
from callcast.desk.access.errors import LinkUsed
from callcast.desk.access.people import People
from callcast.desk.access.person import Person
from callcast.desk.access.register import Register
from callcast.desk.access.role import Role
from callcast.desk.access.signing import MACHINE


class FirstLink:
    """Valid until there is an admin; a new one at each start, whose hash alone is kept."""

    def __init__(self, register: Register, people: People) -> None:
        """No link yet."""
        self._register, self._people = register, people
        self._digest: str | None = None

    def make(self) -> str | None:
        """A link's secret; None when there is an admin."""
        if self._register.has_admin:
            return None
        made = secret.fresh("first")
        self._digest = secret.digest(made)
        return made

    def see(self, given: str) -> None:
        """`LinkUsed` unless `given` is the link's secret and there is no admin."""
        if self._digest is None or self._register.has_admin or not secret.same(secret.digest(given), self._digest):
            raise LinkUsed

    async def use(self, given: str, name: str, password: str) -> Person:
        """The first admin; `LinkUsed`, `BadValue`."""
        self.see(given)
        known, self._digest = self._digest, None  # of two who come at once, one gets in
        try:
            return await self._people.create(MACHINE, name, password, Role.ADMIN)
        except Exception:
            self._digest = known
            raise
