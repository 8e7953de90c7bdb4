"""What people can do with announcements."""

from collections.abc import Sequence

from callcast.bus.messages import State
from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.courier import Courier
from callcast.desk.queueing.errors import AlreadyFinal, TooManyOpen, UnknownAnnouncement
from callcast.desk.queueing.expecting import Expecting
from callcast.desk.queueing.intake import Intake
from callcast.desk.queueing.ledger import Ledger
from callcast.desk.queueing.ports import Key, Store
from callcast.desk.queueing.request import Request, check_channel, check_key

OPEN_LIMIT = 10_000
"""Announcements that may be open at the same time."""


class Announcing:
    """The use cases. All may raise `DeskError` and `StoreError`."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        courier: Courier,
        intake: Intake,
        expecting: Expecting,
        open_limit: int = OPEN_LIMIT,
    ) -> None:
        """At most `open_limit` announcements may be open."""
        self._store, self._ledger, self._courier, self._open_limit = store, ledger, courier, open_limit
        self._intake, self._expecting = intake, expecting
        self._adding = 0

    async def announce(self, request: Request, idempotency_key: str | None = None) -> Announcement:
        """Take it: when this returns it is in the store, and on its way if the player is there.

        What it can speak is waited for if it was never known, for `CATALOGUE_WITHIN` seconds: `CatalogueUnknown`.
        The same key with the same request gives the first answer again, for a day.
        """
        key = None
        if idempotency_key is not None:
            check_key(idempotency_key)
            key = Key(idempotency_key, request.digest())
            if first := await self._store.recall(key):
                return first.as_accepted()
        asked = await self._intake.take(request)
        if len(self._ledger.open) + self._adding >= self._open_limit:
            raise TooManyOpen(self._open_limit)
        self._ledger.check_room(asked.channels, asked.priority, self._adding)
        self._adding += 1
        try:
            added = await self._store.add(asked, key)
        finally:
            self._adding -= 1
        if not added.fresh:
            return added.announcement.as_accepted()
        self._courier.accepted(added.announcement.id)
        self._ledger.add(added.announcement)
        await self._courier.deliver(added.announcement.id)
        return added.announcement

    async def repeat(self, id: str) -> Announcement:  # noqa: A002 - the field's name
        """A new announcement like an older one, with as much time to expire."""
        old = await self.get(id)
        expires_in = None if old.expires_at is None else old.expires_at - old.accepted_at
        return await self.announce(
            Request(
                "" if old.template is not None else old.text,
                old.channels,
                old.lang,
                old.voice,
                old.priority,
                old.repeat,
                expires_in,
                old.call,
                old.template,
                old.langs,
                old.texts,
            )
        )

    async def expect(self, requests: Sequence[Request]) -> None:
        """These will likely be announced soon, the likeliest first, in place of those that were named before.

        A hint, so that they can be spoken at once when they are announced: at most `expecting.MOST`; nothing is stored.
        """
        await self._expecting.put(requests)

    async def cancel(self, id: str) -> Announcement:  # noqa: A002 - the field's name
        """Ask for it not to be said, or to stop; `AlreadyFinal` if it is too late."""
        if await self._ledger.change(id, Announcement.cancel) is None:
            raise AlreadyFinal(id, (await self.get(id)).state.value)
        await self._courier.deliver(id)
        return await self.get(id)

    async def get(self, id: str, wait: float = 0.0) -> Announcement:  # noqa: A002 - the field's name
        """As it is now, or once it is final, after at most `wait` seconds."""
        await self._ledger.wait_final(id, wait)
        found = self._ledger.open.get(id) or await self._store.get(id)
        if found is None:
            raise UnknownAnnouncement(id)
        return found

    async def page(
        self, *, limit: int, state: State | None = None, channel: str | None = None, before: str | None = None
    ) -> list[Announcement]:
        """Newest first; of that overall state; for that channel; older than the announcement `before`.

        `RequestRefused` for a channel that is none now, and was none of any announcement that is kept.
        """
        if before is not None:
            await self.get(before)
        if channel is not None and not await self._store.page(limit=1, channel=channel):
            check_channel(channel, self._intake.known())
        return await self._store.page(limit=limit, state=state, channel=channel, before=before)
