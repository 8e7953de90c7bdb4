"""The courier against a bus that loses and doubles, a player that is killed, and a desk that is killed.

The store outlives the desk; the player's memory does not outlive the player. The player here does what
`bus/messages.py` asks of it, in the simplest way.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from callcast.bus.inbox import Inbox
from callcast.bus.messages import Cancel, Catalogue, Filed, Hello, Message, Report, Speak, State
from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.channel import Channel
from callcast.desk.queueing.courier import PATIENCE
from callcast.desk.queueing.desk import Desk
from callcast.desk.queueing.errors import AlreadyFinal, StoreError
from callcast.desk.queueing.request import Request
from callcast.testing.memory_hall import MemoryHall
from callcast.testing.memory_store import MemoryStore

T = TypeVar("T")

CHANNELS = (Channel("hall", "Hall"), Channel("lobby", "Lobby"))


class SlowStore(MemoryStore):
    """Others get a turn while it writes."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = Catalogue(("en",), {"espeak:en": ("en",)}, 500)

    async def save(self, announcements: Sequence[Announcement]) -> None:
        await asyncio.sleep(0)
        await super().save(announcements)


class Wire:
    """The desk's end of a bus; what it publishes is kept for the test to pass on, lose or double."""

    def __init__(self) -> None:
        self.connected = False
        self.sent: list[Message] = []
        self.filed: set[tuple[str, str]] = set()
        self.drops = 0

    def on_connected(self, call: Callable[[], None]) -> None:
        """Nothing is to be heard first here."""

    async def publish(self, message: Message) -> bool:
        if not self.connected:
            return False
        if isinstance(message, Filed):
            self.filed.add((message.id, message.channel))
        if isinstance(message, Speak):
            assert message.channels
            again = self.filed & {(message.id, channel) for channel in message.channels}
            assert not again, f"the player was told to forget {again}, and is sent it again"
        self.sent.append(message)
        return True

    def subscribe(self) -> Inbox[Message]:
        return Inbox()

    async def run(self) -> None:
        raise NotImplementedError


class Player:
    """Knows what it was given, and what of it is done and not yet filed."""

    def __init__(self, spoken: Counter[tuple[str, str]]) -> None:
        self.known: dict[tuple[str, str], State] = {}
        self.spoken = spoken
        self.cut: set[tuple[str, str]] = set()

    def hear(self, message: Message) -> list[Message]:
        if isinstance(message, Speak):
            for channel in message.channels:
                self.known.setdefault((message.id, channel), State.QUEUED)
            return [Report(message.id, channel, self.known[message.id, channel]) for channel in message.channels]
        if isinstance(message, Cancel):
            mine = [key for key in self.known if key[0] == message.id]
            for key in mine:
                if not self.known[key].final:
                    self.known[key] = State.CANCELLED
            return [Report(*key, self.known[key]) for key in mine]
        if isinstance(message, Filed):
            self.known.pop((message.id, message.channel), None)
        return []

    def unfiled(self) -> list[Message]:
        return [Report(*key, state) for key, state in self.known.items() if state.final]


class Clocks:
    now = 1_000_000.0


def make_desk(store: SlowStore, wire: Wire, clocks: Clocks, **options: Any) -> Desk:
    def read() -> float:
        return clocks.now

    hall = MemoryHall(store)
    return Desk(store=store, hall=hall, bus=wire, channels=lambda: CHANNELS, wall=read, monotonic=read, **options)


class Courier(RuleBasedStateMachine):
    """Nothing accepted is lost; nothing final is sent; each is spoken once, and once more for each kill in the act."""

    @initialize()
    def start(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.clocks, self.store, self.wire = Clocks(), SlowStore(), Wire()
        self.accepted: dict[str, bool] = {}  # id -> asked to be cancelled
        self.expires: set[str] = set()
        self.spoken: Counter[tuple[str, str]] = Counter()
        self.cut: Counter[tuple[str, str]] = Counter()
        self.boots = 0
        self.player = Player(self.spoken)
        self.restart_desk()
        self.link(True)

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.settle()
            self.loop.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def hear(self, messages: list[Message]) -> None:
        self.do(self.desk._courier.hear(messages))

    @rule(expires=st.booleans())
    def announce(self, expires: bool) -> None:
        request = Request("text", expires_in=60.0 if expires else None)
        announcement = self.do(self.desk.announcing.announce(request))
        assert announcement.id in self.store.announcements
        self.accepted[announcement.id] = False
        if expires:
            self.expires.add(announcement.id)

    @precondition(lambda self: self.accepted)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from(sorted(self.accepted)))  # noqa: A001 - the field's name
        try:
            self.do(self.desk.announcing.cancel(id))
        except AlreadyFinal:
            return
        self.accepted[id] = True

    @rule(fates=st.lists(st.sampled_from(["passes", "passes", "lost", "doubled"]), min_size=1, max_size=8))
    def pass_on(self, fates: list[str]) -> None:
        sent, self.wire.sent = self.wire.sent, []
        answers: list[Message] = []
        for number, message in enumerate(sent):
            times = {"passes": 1, "lost": 0, "doubled": 2}[fates[number % len(fates)]]
            for _ in range(times):
                answers += self.player.hear(message)
        self.hear([answer for number, answer in enumerate(answers) if fates[-number % len(fates)] != "lost"])

    @rule(finish=st.booleans(), pick=st.integers(0, 20))
    def speak(self, finish: bool, pick: int) -> None:
        waiting = [key for key, state in self.player.known.items() if not state.final]
        if not waiting:
            return
        key = waiting[pick % len(waiting)]
        if self.player.known[key] is State.QUEUED:
            self.spoken[key] += 1
        self.player.known[key] = State.SPOKEN if finish else State.SPEAKING
        if self.wire.connected:
            self.hear([Report(*key, self.player.known[key])])

    @rule()
    def player_tells_again(self) -> None:
        if self.wire.connected:
            self.hear(self.player.unfiled())

    @rule(seconds=st.sampled_from([2.0, 15.0, 70.0]))
    def time_passes(self, seconds: float) -> None:
        self.clocks.now += seconds
        self.do(self.desk._courier.round())

    @rule()
    def restart_player(self) -> None:
        self.link(False)
        # What it had done but not told is done again: that is the announcement that was cut.
        self.cut.update(key for key, state in self.player.known.items() if state in (State.SPEAKING, State.SPOKEN))
        self.boots += 1
        self.player = Player(self.spoken)

    @rule()
    def restart_desk(self) -> None:
        self.wire.connected, self.wire.sent = False, []
        self.desk = make_desk(self.store, self.wire, self.clocks)
        self.do(self.desk.start())

    @rule(up=st.booleans())
    def link(self, up: bool) -> None:
        self.wire.sent = []
        self.wire.connected = up
        if up:
            self.hear([Hello(f"boot {self.boots}"), *self.player.unfiled()])

    @rule()
    def the_disk_is_full_for_a_while(self) -> None:
        if self.wire.connected:
            self.store.broken = StoreError("The disk is full; free some room.")
            self.hear(self.player.unfiled())
            self.store.broken = None

    @invariant()
    def the_ledger_is_as_the_store(self) -> None:
        if hasattr(self, "desk"):
            assert dict(self.desk.ledger.open) == {
                announcement.id: announcement
                for announcement in self.store.announcements.values()
                if not announcement.state.final
            }

    @invariant()
    def spoken_once_but_for_cuts(self) -> None:
        for key, times in getattr(self, "spoken", {}).items():
            assert times <= 1 + self.cut[key], f"{key} was spoken {times} times"

    def settle(self) -> None:
        """With a link that works and a player that lives, all comes to its end."""
        self.link(True)
        for _ in range(6):
            self.clocks.now += PATIENCE
            self.do(self.desk._courier.round())
            self.pass_on(["passes"])
            for _ in range(len(self.player.known)):
                self.speak(True, 0)
            self.hear(self.player.unfiled())
            self.pass_on(["passes"])
        assert not self.desk.ledger.open
        assert not self.player.known, "the player was not told to forget"
        for id, asked in self.accepted.items():  # noqa: A001 - the field's name
            for delivery in self.store.announcements[id].deliveries:
                if delivery.state is State.CANCELLED:
                    assert asked
                elif delivery.state is State.EXPIRED:
                    assert id in self.expires
                else:
                    assert self.spoken[id, delivery.channel]


def test_nothing_is_lost_and_nothing_final_is_sent_again() -> None:
    run_state_machine_as_test(Courier, settings=settings(max_examples=100, stateful_step_count=40, deadline=None))  # type: ignore[no-untyped-call]
