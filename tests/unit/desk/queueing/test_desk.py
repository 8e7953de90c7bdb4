"""The desk as a whole, over a store and a bus in memory."""

import asyncio

import pytest
from tests.unit.desk.queueing.house import CATALOGUE, House, run

from callcast.bus.messages import (
    LINE_LIMIT,
    Cancel,
    Catalogue,
    Filed,
    Hello,
    PlayerStatus,
    Priority,
    Reload,
    Report,
    Speak,
    State,
)
from callcast.desk.queueing import ledger, player_view
from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.courier import PATIENCE
from callcast.desk.queueing.errors import (
    AlreadyFinal,
    CatalogueUnknown,
    ChannelFull,
    RequestRefused,
    StoreError,
    TooManyOpen,
    TooManyWaiting,
    UnknownAnnouncement,
)
from callcast.desk.queueing.ports import Added, Key
from callcast.desk.queueing.request import Request
from callcast.testing.bus_contract import PATIENCE as TEST_PATIENCE
from callcast.testing.bus_contract import until


def test_it_is_sent_at_once_reported_and_filed() -> None:
    async def scenario(house: House) -> None:
        given = await house.desk.announcing.announce(Request("text"))
        assert await house.hears() == Speak(given.id, "text", ("hall",), 1000.0)
        waiting = asyncio.create_task(house.desk.announcing.get(given.id, wait=TEST_PATIENCE))
        await house.player.publish(Report(given.id, "hall", State.SPEAKING, spoken_from=1.0))
        await house.player.publish(Report(given.id, "hall", State.SPOKEN, spoken_from=1.0, spoken_to=2.0))
        assert await house.hears() == Filed(given.id, "hall")
        assert (await waiting).state is State.SPOKEN
        await house.player.publish(Report(given.id, "hall", State.FAILED))
        assert await house.hears() == Filed(given.id, "hall")
        assert (await house.desk.announcing.get(given.id)).state is State.SPOKEN
        with pytest.raises(AlreadyFinal, match="is spoken already"):
            await house.desk.announcing.cancel(given.id)

    run(scenario)


def test_hello_brings_all_again_but_a_round_only_what_is_not_acknowledged() -> None:
    async def scenario(house: House) -> None:
        first = await house.desk.announcing.announce(Request("1"))
        second = await house.desk.announcing.announce(Request("2"))
        assert [await house.hears() for _ in "12"] == [first.speak(("hall",)), second.speak(("hall",))]
        await house.player.publish(Report(first.id, "hall", State.QUEUED))
        await until(lambda: not house.desk._courier._unanswered(first))
        await house.round()
        assert await house.hears() == second.speak(("hall",))
        await house.player.publish(Hello("another life"))
        assert [await house.hears() for _ in "12"] == [first.speak(("hall",)), second.speak(("hall",))]

    run(scenario)


def test_what_a_player_is_to_hear_first_comes_first_on_every_link() -> None:
    first = Reload(({"id": "hall"},))

    async def scenario(house: House) -> None:
        given = await house.desk.announcing.announce(Request("text"))
        assert [await house.hears() for _ in "12"] == [first, given.speak(("hall",))]
        await house.player.publish(Hello("another life"))
        assert [await house.hears() for _ in "12"] == [first, given.speak(("hall",))]
        await house.desk.introduce()
        assert await house.hears() == first

    run(scenario, first=(first,))


def test_cancelled_before_the_player_was_there() -> None:
    async def scenario(house: House) -> None:
        given = await house.desk.announcing.announce(Request("text"))
        cancelled = await house.desk.announcing.cancel(given.id)
        assert (cancelled.state, cancelled.reason) == (State.CANCELLED, "cancelled before the player took it")

    run(scenario, linked=False)


def test_expired_while_the_player_was_away() -> None:
    async def scenario(house: House) -> None:
        given = await house.desk.announcing.announce(Request("text", expires_in=5.0))
        house.now += 4.9
        await house.round()
        assert (await house.desk.announcing.get(given.id)).state is State.QUEUED
        house.now += 0.1
        await house.round()
        expired = await house.desk.announcing.get(given.id)
        assert (expired.state, expired.reason) == (State.EXPIRED, "the player was not there in time")

    run(scenario, linked=False)


def test_expired_at_once_with_the_player_there() -> None:
    async def scenario(house: House) -> None:
        add = house.store.add

        async def slowly(announcement: Announcement, key: Key | None) -> Added:
            house.now += 1.0
            return await add(announcement, key)

        house.store.add = slowly  # type: ignore[method-assign]
        given = await house.desk.announcing.announce(Request("text", expires_in=0.001))
        expired = await house.desk.announcing.get(given.id)
        assert (expired.state, expired.reason) == (State.EXPIRED, "its time was over before the player took it")

    run(scenario)


def test_a_player_that_may_have_it_is_given_time_to_answer() -> None:
    async def scenario(house: House) -> None:
        given = await house.desk.announcing.announce(Request("text"))
        await house.hears()
        assert (await house.desk.announcing.cancel(given.id)).state is State.QUEUED
        assert await house.hears() == Cancel(given.id)
        house.now += PATIENCE / 2
        await house.round()
        assert await house.hears() == Cancel(given.id)
        house.now += PATIENCE / 2
        await house.round()
        assert (await house.desk.announcing.get(given.id)).state is State.CANCELLED
        # It was there after all, and is about to speak.
        await house.player.publish(Report(given.id, "hall", State.SPEAKING))
        assert await house.hears() == Cancel(given.id)

    run(scenario)


def test_a_player_that_speaks_beyond_the_expiry_is_let() -> None:
    async def scenario(house: House) -> None:
        given = await house.desk.announcing.announce(Request("text", expires_in=5.0))
        await house.player.publish(Report(given.id, "hall", State.SPEAKING))
        await until(lambda: house.store.announcements[given.id].state is State.SPEAKING)
        house.now += 100
        await house.round()
        assert (await house.desk.announcing.get(given.id)).state is State.SPEAKING

    run(scenario)


def test_what_cannot_be_kept_is_not_filed() -> None:
    async def scenario(house: House) -> None:
        given = await house.desk.announcing.announce(Request("text"))
        await house.hears()
        house.store.broken = StoreError("The disk is full; free some.")
        with pytest.raises(StoreError):
            await house.desk.announcing.announce(Request("another"))
        assert not await house.desk.writable()
        await house.desk._courier.hear([Report(given.id, "hall", State.SPOKEN)])
        house.store.broken = None
        assert house.heard.pop() is None
        await house.player.publish(Report(given.id, "hall", State.SPOKEN))
        assert await house.hears() == Filed(given.id, "hall")

    run(scenario)


def test_no_more_is_accepted_for_a_channel_than_the_player_takes() -> None:
    async def scenario(house: House) -> None:
        announce = house.desk.announcing.announce
        for _ in range(LINE_LIMIT):
            await announce(Request("text"))
        with pytest.raises(ChannelFull, match='256 announcements of this priority wait on the channel "hall"'):
            await announce(Request("text"))
        assert (await announce(Request("text", priority=Priority.EMERGENCY))).state is State.QUEUED

    run(scenario, linked=False, open_limit=10_000)


def test_a_player_whose_engines_start_yet_does_not_make_us_forget_what_it_can_speak() -> None:
    async def scenario(house: House) -> None:
        known = Catalogue(("en",), {"espeak:en": ("en",)}, 500)
        house.desk.player.hear(known)
        house.desk.player.hear(Catalogue((), {}, 500))
        assert house.desk.catalogue() == known
        await house.desk.announcing.announce(Request("text", lang="en"))

    run(scenario, linked=False)


def test_while_an_engine_starts_its_voices_are_those_that_it_had() -> None:
    player = player_view.PlayerView(lambda: True)
    player.hear(Hello("1"))
    player.hear(Catalogue(("en", "zh-TW"), {"kokoro:zf": ("cmn",), "espeak:en": ("en",)}, 500))
    player.hear(PlayerStatus((), 0.0, 0.0, {"kokoro": "starting", "espeak": "ready"}))
    early = Catalogue(("en",), {"espeak:en-us": ("en-us",)}, 400)
    player.hear(early)
    known = player.told()
    assert (known.languages, known.text_limit) == (("en", "zh-TW"), 400)
    assert known.voices == {"kokoro:zf": ("cmn",), "espeak:en-us": ("en-us",)}
    player.hear(PlayerStatus((), 0.0, 0.0, {"kokoro": "It cannot be used.", "espeak": "ready"}))
    player.hear(early)
    assert player.told() == early


def test_no_more_are_open_than_is_said() -> None:
    async def scenario(house: House) -> None:
        calls = [house.desk.announcing.announce(Request("text"), f"key {number}") for number in range(5)]
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert [isinstance(result, TooManyOpen) for result in results] == [False, False, True, True, True]
        assert await house.desk.announcing.announce(Request("text"), "key 0") == results[0]
        assert len(house.store.announcements) == 2

    run(scenario, linked=False, open_limit=2)


def test_those_who_wait_are_bounded_and_released(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "WAITING_LIMIT", 1)

    async def scenario(house: House) -> None:
        given = await house.desk.announcing.announce(Request("text"))
        waiting = asyncio.create_task(house.desk.announcing.get(given.id, wait=60.0))
        await until(lambda: house.desk.ledger._waiting == 1)
        with pytest.raises(TooManyWaiting):
            await house.desk.announcing.get(given.id, wait=60.0)
        house.desk.ledger.release()
        assert (await waiting).state is State.QUEUED
        assert (await house.desk.announcing.get(given.id, wait=60.0)).state is State.QUEUED

    run(scenario)


def test_a_repeat_is_a_new_one_with_as_much_time() -> None:
    async def scenario(house: House) -> None:
        old = await house.desk.announcing.announce(Request("text", repeat=2, expires_in=5.0))
        house.now += 100
        new = await house.desk.announcing.repeat(old.id)
        assert (new.text, new.repeat, new.accepted_at, new.expires_at) == ("text", 2, 1100.0, 1105.0)
        assert new.id != old.id
        with pytest.raises(UnknownAnnouncement):
            await house.desk.announcing.repeat("unknown")

    run(scenario, linked=False)


def test_what_is_refused_is_not_kept() -> None:
    async def scenario(house: House) -> None:
        with pytest.raises(RequestRefused):
            await house.desk.announcing.announce(Request("text", ("nowhere",)))
        assert not house.store.announcements

    run(scenario)


def test_what_cannot_be_checked_waits_until_it_can() -> None:
    async def scenario(house: House) -> None:
        good = asyncio.create_task(house.desk.announcing.announce(Request("text", lang="en")))
        bad = asyncio.create_task(house.desk.announcing.announce(Request("text", lang="tlh")))
        await house.player.publish(CATALOGUE)
        assert (await good).state is State.QUEUED
        with pytest.raises(RequestRefused, match="tlh"):
            await bad
        await until(lambda: house.store.kept == CATALOGUE)

    run(scenario, known=None)


def test_what_cannot_be_checked_for_long_is_refused_with_what_the_engines_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player_view, "CATALOGUE_WITHIN", 0.0)

    async def scenario(house: House) -> None:
        with pytest.raises(CatalogueUnknown, match="not said yet"):
            await house.desk.announcing.announce(Request("text"))
        house.desk.player.hear(Hello("1"))
        house.desk.player.hear(PlayerStatus((), 0.0, 0.0, {"a": "The engine a is away.", "b": "starting"}))
        with pytest.raises(CatalogueUnknown, match="not said yet"):
            house.desk.catalogue()
        house.desk.player.hear(PlayerStatus((), 0.0, 0.0, {"a": "The engine a is away."}))
        with pytest.raises(CatalogueUnknown, match=r"No speech engine can be used.* The engine a is away\."):
            await house.desk.announcing.announce(Request("text"))
        assert not house.store.announcements

    run(scenario, known=None)


def test_a_desk_that_starts_knows_what_the_player_could_speak() -> None:
    async def scenario(house: House) -> None:
        with pytest.raises(RequestRefused, match="501 characters"):
            await house.desk.announcing.announce(Request("x" * 501))

    run(scenario, linked=False)
