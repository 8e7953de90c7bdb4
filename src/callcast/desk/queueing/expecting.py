"""What will likely be announced soon: a hint to the player, so that it can be spoken at once."""

from collections.abc import Sequence
from dataclasses import replace

from callcast.bus.messages import Expect, Message, Speak
from callcast.desk.queueing.courier import Courier
from callcast.desk.queueing.errors import RequestRefused
from callcast.desk.queueing.intake import Intake
from callcast.desk.queueing.request import Request

MOST = 100
"""Announcements."""


class Expecting:
    """Remembers what was named last, for as long as the desk lives, and tells the player."""

    def __init__(self, intake: Intake, courier: Courier) -> None:
        """Nothing is expected yet."""
        self._intake, self._courier = intake, courier
        self._expected: tuple[Speak, ...] = ()

    async def put(self, requests: Sequence[Request]) -> None:
        """These, the likeliest first, in place of those before; `RequestRefused` for the first that is wrong."""
        if len(requests) > MOST:
            raise RequestRefused(
                f"{len(requests)} announcements are expected and the limit is {MOST}; name the likeliest.",
                "announcements",
            )
        self._expected = tuple([await self._taken(number, request) for number, request in enumerate(requests)])
        await self._courier.tell(Expect(self._expected))

    async def _taken(self, number: int, request: Request) -> Speak:
        try:
            announcement = await self._intake.take(request)
        except RequestRefused as error:
            field = f"announcements.{number}.{error.field}"
            raise RequestRefused(f'In "announcements.{number}": {error}', field) from error
        speak = announcement.speak(() if request.channels is None else announcement.channels)
        return replace(speak, id="", accepted_at=0.0)

    def messages(self) -> tuple[Message, ...]:
        """What a player that has come back is to be told."""
        return (Expect(self._expected),) if self._expected else ()
