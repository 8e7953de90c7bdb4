"""What will likely be announced soon: a hint to the player, so that it can be spoken at once."""

from collections.abc import Sequence
from dataclasses import replace

from callcast.bus.messages import Expect, Message, Speak
from callcast.desk.queueing.courier import Courier
from callcast.desk.queueing.errors import RequestRefused
from callcast.desk.queueing.hall.calling import Calling
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
        self._calls: tuple[Speak, ...] = ()

    async def put(self, requests: Sequence[Request]) -> None:
        """These, the likeliest first, in place of those before; `RequestRefused` for the first that is wrong."""
        if len(requests) > MOST:
            raise RequestRefused(
                f"{len(requests)} announcements are expected and the limit is {MOST}; name the likeliest.",
                "announcements",
            )
        self._expected = tuple([await self._taken(number, request) for number, request in enumerate(requests)])
        await self._courier.tell(self._message())

    async def calls(self, callings: Sequence[Calling]) -> None:
        """Calls that the hall expects, the likeliest first, in place of those before; what cannot be called is left."""
        calls = tuple(speak for one in callings if (speak := self._called(one)) is not None)
        if calls != self._calls:
            self._calls = calls
            await self._courier.tell(self._message())

    def _called(self, calling: Calling) -> Speak | None:
        try:
            announcement = self._intake.called(calling, 0.0)
        except RequestRefused:
            return None
        return replace(announcement.speak(announcement.channels), id="")

    def _message(self) -> Expect:
        return Expect((*self._calls, *self._expected)[:MOST])

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
        return (self._message(),) if self._expected or self._calls else ()
