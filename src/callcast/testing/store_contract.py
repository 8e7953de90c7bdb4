"""What every store must do. Derive a test class from `StoreContract` and say how a store is made."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from callcast.bus.messages import BoardContent, Call, Catalogue, Line, Priority, Report, State
from callcast.desk.queueing.announcement import Announcement, Delivery
from callcast.desk.queueing.errors import KeyReused
from callcast.desk.queueing.ports import Added, Key, Store


def announcement(number: int, *channels: str) -> Announcement:
    """One that was accepted `number` seconds after 1970."""
    deliveries = tuple(map(Delivery, channels or ("hall",)))
    return Announcement(f"a{number}", f"請 A{number:03} 號", deliveries, float(number))


def spoken(given: Announcement) -> Announcement:
    """As it is once it was spoken everywhere."""
    for channel in given.channels:
        given = given.apply(Report(given.id, channel, State.SPOKEN, spoken_from=1.25, spoken_to=2.5))
    return given


class StoreContract:
    """The suite; pytest collects what is derived from it."""

    def store(self) -> AbstractAsyncContextManager[Store]:
        """An empty store. You must override it."""
        raise NotImplementedError

    def run(self, scenario: Callable[[Store], Awaitable[None]]) -> None:
        """A scenario on an empty store."""

        async def with_store() -> None:
            async with self.store() as store:
                await scenario(store)

        asyncio.run(with_store())

    def test_what_was_added_comes_back_as_it_was(self) -> None:
        """Every field."""

        async def scenario(store: Store) -> None:
            plain = announcement(1)
            rich = Announcement(
                "full",
                'Ünïcode "quotes" \n 號 👍',
                (Delivery("b"), Delivery("a", State.FAILED, "no voice", 1.1, 2.2)),
                1234567890.123456,
                lang="zh-TW",
                voice="espeak:cmn",
                priority=Priority.EMERGENCY,
                repeat=10,
                expires_at=1234567899.5,
                cancel_asked=True,
                call=Call("A012", "3 號櫃檯", "王小明"),
                template="counter",
                langs=("zh-TW", "en"),
            )
            texts = (("en", 'it\'s "37"'), ("zh-TW", "三十七號"))
            for given in (
                plain,
                rich,
                replace(announcement(2), call=Call(name="王")),
                replace(announcement(3), texts=texts, langs=("en",)),
            ):
                assert await store.add(given, None) == Added(given, fresh=True)
                assert await store.get(given.id) == given
            assert await store.get("unknown") is None

        self.run(scenario)

    def test_states_are_kept_and_final_ones_are_not_open(self) -> None:
        """`save` keeps all that was given; `open` lists the rest, oldest first."""

        async def scenario(store: Store) -> None:
            given = [announcement(number, "hall", "lobby") for number in range(5)]
            for one in given:
                await store.add(one, None)
            speaking = given[1].apply(Report("a1", "lobby", State.SPEAKING, spoken_from=7.0))
            asked = given[2].cancel()
            await store.save([spoken(given[0]), speaking, asked])
            assert await store.open() == [speaking, asked, given[3], given[4]]
            assert await store.get("a0") == spoken(given[0])
            await store.save([])

        self.run(scenario)

    def test_a_key_gives_the_same_announcement_again(self) -> None:
        """With the same digest; with another it is refused, and nothing is added."""

        async def scenario(store: Store) -> None:
            key, other = Key("k", "digest"), Key("k", "other")
            assert await store.recall(key) is None
            assert (await store.add(announcement(1), key)).fresh
            assert await store.add(announcement(2), key) == Added(announcement(1), fresh=False)
            assert await store.recall(key) == announcement(1)
            calls = [store.add(announcement(3), other), store.recall(other)]
            results = await asyncio.gather(*calls, return_exceptions=True)
            assert [isinstance(result, KeyReused) for result in results] == [True, True]
            assert await store.open() == [announcement(1)]

        self.run(scenario)

    def test_of_many_at_once_with_one_key_one_is_kept(self) -> None:
        """And all are answered with that one."""

        async def scenario(store: Store) -> None:
            key = Key("k", "digest")
            added = await asyncio.gather(*(store.add(announcement(number), key) for number in range(50)))
            assert [one.fresh for one in added].count(True) == 1
            assert len({one.announcement.id for one in added}) == 1
            assert len(await store.open()) == 1

        self.run(scenario)

    def test_one_that_fails_harms_no_other(self) -> None:
        """Though they were committed together."""

        async def scenario(store: Store) -> None:
            await store.add(announcement(0), None)
            calls = [store.add(announcement(number), None) for number in (1, 0, 2, 0, 3)]
            results = await asyncio.gather(*calls, return_exceptions=True)
            assert [isinstance(result, Exception) for result in results] == [False, True, False, True, False]
            assert [one.id for one in await store.open()] == ["a0", "a1", "a2", "a3"]

        self.run(scenario)

    def test_pages_go_back_in_time(self) -> None:
        """Newest first, narrowed by state and channel."""

        async def scenario(store: Store) -> None:
            for number in range(10):
                await store.add(announcement(number, "hall", *(["lobby"] if number % 2 else [])), None)
            await store.save([spoken(announcement(4))])

            async def ids(
                state: State | None = None, channel: str | None = None, before: str | None = None
            ) -> list[str]:
                page = await store.page(limit=3, state=state, channel=channel, before=before)
                return [one.id for one in page]

            assert await ids() == ["a9", "a8", "a7"]
            assert await ids(before="a7") == ["a6", "a5", "a4"]
            assert await ids(before="a1") == ["a0"]
            assert await ids(before="a0") == []
            assert await ids(state=State.SPOKEN) == ["a4"]
            assert await ids(channel="lobby", before="a7") == ["a5", "a3", "a1"]
            assert await ids(channel="nowhere") == []

        self.run(scenario)

    def test_only_what_is_old_and_final_is_purged(self) -> None:
        """And keys by their own age."""

        async def scenario(store: Store) -> None:
            for number in range(4):
                await store.add(announcement(number), Key(f"k{number}", "digest"))
            await store.save([spoken(announcement(0)), spoken(announcement(3))])
            while await store.purge(keys_before=2.0, final_before=2.0):
                pass
            assert [one.id for one in await store.page(limit=10)] == ["a3", "a2", "a1"]
            kept = [await store.recall(Key(f"k{number}", "digest")) for number in range(4)]
            assert kept == [None, None, announcement(2), spoken(announcement(3))]
            assert (await store.add(replace(announcement(9), id="new"), Key("k0", "digest"))).fresh

        self.run(scenario)

    def test_the_last_catalogue_is_kept(self) -> None:
        """And there is none at first."""

        async def scenario(store: Store) -> None:
            assert await store.catalogue() is None
            for limit in (100, 200):
                given = Catalogue(("zh-TW", "en"), {"espeak:cmn": ("cmn",)}, limit)
                await store.keep_catalogue(given)
                assert await store.catalogue() == given

        self.run(scenario)

    def test_the_last_board_of_each_channel_is_kept(self) -> None:
        """Without the calls that came before, and there is none at first."""

        async def scenario(store: Store) -> None:
            assert await store.board("hall") is None
            hall = BoardContent(
                "hall", "內科", "m", "h", (Line("掛號", 12, "A012"), Line("b", 0)), ("38",), ("36", "37")
            )
            for given in (BoardContent("hall", "before"), BoardContent("lobby", "other"), hall):
                await store.keep_board(replace(given, recent=(Call("A001"),)))
                assert await store.board(given.channel) == given
            assert await store.board("lobby") == BoardContent("lobby", "other")

        self.run(scenario)

    def test_calls_that_were_spoken_come_back_newest_first(self) -> None:
        """By when they were spoken on that channel; those without a call, or not spoken there, do not."""

        async def scenario(store: Store) -> None:
            given = [replace(announcement(number, "hall", "lobby"), call=Call(f"A{number}")) for number in range(6)]
            given[3] = replace(given[3], call=None)
            for one in given:
                await store.add(one, None)
            for number, at in ((0, 9.0), (1, 8.0), (2, 7.0), (3, 10.0), (5, 6.0)):
                state = State.FAILED if number == 1 else State.SPOKEN
                given[number] = given[number].apply(Report(f"a{number}", "hall", state, spoken_from=at))
            given[1] = given[1].apply(Report("a1", "lobby", State.SPOKEN, spoken_from=11.0))
            await store.save(given)
            assert await store.called("hall", 10) == [Call("A0"), Call("A2"), Call("A5")]
            assert await store.called("hall", 2) == [Call("A0"), Call("A2")]
            assert await store.called("lobby", 10) == [Call("A1")]
            assert await store.called("nowhere", 10) == []

        self.run(scenario)

    def test_it_can_say_that_it_can_write(self) -> None:
        """And does so as often as asked."""

        async def scenario(store: Store) -> None:
            for _ in range(3):
                await store.check()

        self.run(scenario)
