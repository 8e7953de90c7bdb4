"""Bounded, counted, ordered."""

import asyncio

from callcast.bus.inbox import Inbox, Inboxes
from callcast.bus.messages import Cancel


def test_the_newest_is_dropped_and_counted_when_it_is_full() -> None:
    inbox: Inbox[int] = Inbox(capacity=2)
    assert [inbox.put(n) for n in range(4)] == [True, True, False, False]
    assert (inbox.pop(), inbox.pop(), inbox.pop(), inbox.drops) == (0, 1, None, 2)


def test_what_waits_is_still_read_after_the_close() -> None:
    async def scenario() -> list[int]:
        inbox: Inbox[int] = Inbox()
        inbox.put(1)
        inbox.put(2)
        inbox.close()
        inbox.close()
        return [n async for n in inbox]

    assert asyncio.run(scenario()) == [1, 2]


def test_drops_of_a_closed_subscriber_are_not_forgotten() -> None:
    inboxes = Inboxes()
    inbox = inboxes.open()
    inbox.drops = 3
    inbox.close()
    inboxes.put(Cancel("nobody reads this"))
    assert inboxes.drops == 3
