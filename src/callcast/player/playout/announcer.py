"""The player's end of the bus: announcements come in, reports go out."""

import asyncio
import itertools
import logging
import uuid
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, NamedTuple

from callcast.bus.bus import Bus
from callcast.bus.inbox import Inbox
from callcast.bus.messages import (
    BoardContent,
    Cancel,
    Catalogue,
    Expect,
    Filed,
    Hello,
    Message,
    OutputStatus,
    PlayerStatus,
    Reload,
    Reloaded,
    Report,
    Speak,
    State,
    VoicesChanged,
)
from callcast.errors import CallcastError
from callcast.player.media.clip import RATE
from callcast.player.playout.ahead import BYTES, Ahead
from callcast.player.playout.announcement import Announcement
from callcast.player.playout.boards import Boards
from callcast.player.playout.channel import Channel
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SECOND
from callcast.player.playout.rendering import Renderer, Rendering
from callcast.player.speech.saying import Sayings

log = logging.getLogger(__name__)

FINALS = 10_000
"""So many final reports are kept until they are filed, and as many of those filed, to know them when asked again."""

RESEND = 5
"""Seconds after which final reports that are not filed are sent again."""

OUTBOX = 10_000
"""Reports that may wait for the bus; the oldest go, since the last state of each is sent again anyway."""

EARLY = 3
"""Seconds after which what can be spoken is told though an engine is still starting."""

BATCH = 50
"""So many things of one kind are done at a stretch, lest frames are late when there are thousands."""

WALL_STEP = 0.5
"""Seconds by which the wall clock must have jumped before expiries are reckoned anew."""


async def _nothing() -> None:
    """Where there are no voices to look for."""


class Audience(NamedTuple):
    """Who listens to a channel: readers now, and frames that readers, also those gone, did not get."""

    readers: int
    dropped: int


class Announcer:
    """Puts what the desk asks for on the channels, once each, and tells the desk what became of it.

    A `Speak` that comes again is answered with where the announcement stands. Final reports are sent again until they
    are filed. What a player that died had not reported comes again from the desk, which owns the truth.
    """

    def __init__(
        self,
        bus: Bus,
        channels: ChannelSet,
        renderer: Renderer,
        catalogue: Callable[[], Catalogue],
        engines: Callable[[], dict[str, str]],
        audience: Callable[[], Mapping[str, Audience]] = dict,
        outputs: Callable[[], tuple[OutputStatus, ...]] = tuple,
        reload: "Callable[[Reload], Awaitable[str | None]] | None" = None,
        boards: Boards | None = None,
        refresh: Callable[[], Awaitable[None]] = _nothing,
        sayings: Sayings | None = None,
        ahead_bytes: int = BYTES,
    ) -> None:
        """`catalogue`, `engines`, `audience` (by channel) and `outputs` are asked whenever they are sent.

        `refresh` looks for voices again. `reload` changes the channels, and says what keeps them as they were; what
        came later waits for it. `sayings` has the templates, `ahead_bytes` is how much is made ready before it is
        called.
        A channel that `audience` does not know is told of as its tracks see it, where many readers may share a window.
        """
        self.boot = uuid.uuid4().hex
        self._bus = bus
        self._channels = channels
        self._rendering = Rendering(renderer)
        self._sayings = sayings or Sayings()
        self._ahead = Ahead(self._rendering, channels, self._sayings, ahead_bytes)
        self._catalogue = catalogue
        self._engines = engines
        self._audience = audience
        self._outputs = outputs
        self._reload = reload
        self._boards = boards
        self._refresh = refresh
        self._up = asyncio.Event()
        self._sent_catalogue: Catalogue | None = None
        self._live: dict[tuple[str, str], Report] = {}
        self._final: OrderedDict[tuple[str, str], Report] = OrderedDict()
        self._filed: OrderedDict[tuple[str, str], Report] = OrderedDict()
        self._outbox: deque[Report] = deque(maxlen=OUTBOX)
        self._posted = asyncio.Event()
        self._drift = self._wall_drift()
        channels.tell = self._told
        bus.on_connected(self._up.set)

    async def run(self) -> None:
        """Serve the bus for ever; raises what the bus raises."""
        inbox = self._bus.subscribe()
        if self._bus.connected:
            self._up.set()
        jobs: tuple[Coroutine[Any, Any, None], ...] = (
            self._take(inbox),
            self._greet(),
            self._post(),
            self._beat(),
            self._ahead.run(),
        )
        tasks: list[asyncio.Future[Any]] = [asyncio.ensure_future(job) for job in jobs]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            inbox.close()
            self._rendering.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    # -- the bus -----------------------------------------------------------------------------------------------

    async def _take(self, inbox: Inbox[Message]) -> None:
        async for message in inbox:
            if isinstance(message, Speak):
                await self._speak(message)
            elif isinstance(message, VoicesChanged):
                await self._refresh()
                self._ahead.forget()
            elif isinstance(message, Reload) and self._reload is not None:
                fault = await self._reload(message)
                if message.id is not None:
                    await self._bus.publish(Reloaded(message.id, fault))
            else:
                self._hear(message)

    def _hear(self, message: Message) -> None:
        """Of what takes no time."""
        if isinstance(message, Cancel):
            for channel in self._channels:
                if (message.id, channel.id) in self._live:
                    channel.cancel(message.id)
        elif isinstance(message, Filed):
            self._file((message.id, message.channel))
        elif isinstance(message, BoardContent) and self._boards is not None:
            self._boards.change(message)
        elif isinstance(message, Expect):
            self._ahead.expect(message.announcements)

    async def _greet(self) -> None:
        """Whenever the link has come up."""
        while True:
            await self._up.wait()
            self._up.clear()
            await self._bus.publish(Hello(self.boot))
            await self._send_catalogue()
            await self._send_finals()

    async def _post(self) -> None:
        """What the bus does not take is lost: finals come again, the rest is told when the desk asks again."""
        while True:
            await self._posted.wait()
            self._posted.clear()
            for number in itertools.count(1):
                if not self._outbox:
                    break
                await self._bus.publish(self._outbox.popleft())
                await _give_way(number)

    async def _beat(self) -> None:
        """Each second: how the player is, and whatever should be seen to now and then."""
        clock = self._channels.ticker.clock
        start = clock.now()
        for second in itertools.count(1):
            await clock.sleep_until(start + second * SECOND)
            await self._bus.publish(await self.status())
            if self._catalogue() != self._sent_catalogue:
                await self._send_catalogue(early=second >= EARLY)
            if second % RESEND == 0:
                await self._send_finals()
                self._ahead.look_again()
            self._watch_wall()

    async def _send_catalogue(self, *, early: bool = False) -> None:
        """Not while an engine is starting: the desk would refuse what it will speak in a moment.

        But `early`, once one can speak: one that loads for long keeps a machine that is new waiting no longer.
        """
        states = self._engines().values()
        if "starting" in states and not (early and "ready" in states):
            return
        catalogue = self._catalogue()
        if await self._bus.publish(catalogue):
            self._sent_catalogue = catalogue

    async def _send_finals(self) -> None:
        for number, report in enumerate(list(self._final.values()), 1):
            await self._bus.publish(report)
            await _give_way(number)

    async def status(self) -> PlayerStatus:
        """The player as it is now."""
        ticker = self._channels.ticker
        p50, p99 = ticker.lateness.quantiles(ticker.clock.now(), 0.5, 0.99)
        channels = []
        audience = self._audience()
        for number, channel in enumerate(list(self._channels), 1):
            channels.append(channel.status(*audience.get(channel.id, ())))
            await _give_way(number)
        return PlayerStatus(tuple(channels), p50, p99, self._engines(), self._outputs(), self._ahead.status())

    # -- announcements -----------------------------------------------------------------------------------------

    async def _speak(self, message: Speak) -> None:
        if all(self.report(message.id, name) is None for name in message.channels):
            self._ahead.called(message)
        for number, name in enumerate(dict.fromkeys(message.channels), 1):
            await _give_way(number)
            if (known := self.report(message.id, name)) is not None:
                self._send(known)
                continue
            try:
                self._submit(message, self._channels[name])
            except CallcastError as error:
                self._told(Report(message.id, name, State.FAILED, str(error)))

    def report(self, announcement: str, channel: str) -> Report | None:
        """Where it stands, if it is known here."""
        key = (announcement, channel)
        return self._live.get(key) or self._final.get(key) or self._filed.get(key)

    def _submit(self, message: Speak, channel: Channel) -> None:
        said = self._sayings.of(message, channel.settings)
        scene = self._boards.scene(channel.id, message.text, message.call) if self._boards is not None else None
        channel.submit(
            Announcement(
                message.id,
                lambda: self._rendering.rendered(said, lambda: channel.due(message.id)),
                message.priority.rank,
                message.repeat,
                message.expires_at,
                scene,
                message.source,
            )
        )

    # -- reports -----------------------------------------------------------------------------------------------

    def _told(self, report: Report) -> None:
        key = (report.id, report.channel)
        if report.state.final:
            self._live.pop(key, None)
            self._final[key] = report
            if len(self._final) > FINALS:
                self._final.popitem(last=False)
                log.warning("a final report is forgotten: the desk has not filed %d others", FINALS)
        else:
            self._live[key] = report
        self._send(report)

    def _send(self, report: Report) -> None:
        self._outbox.append(report)
        self._posted.set()

    def _file(self, key: tuple[str, str]) -> None:
        report = self._final.pop(key, None)
        if report is not None:
            self._filed[key] = report
            if len(self._filed) > FINALS:
                self._filed.popitem(last=False)

    # -- the clock on the wall ---------------------------------------------------------------------------------

    def _wall_drift(self) -> float:
        """Seconds from the channels' time to the wall's; another after either has jumped."""
        ticker = self._channels.ticker
        return ticker.clock.unix() - ticker.tick() / RATE

    def _watch_wall(self) -> None:
        """A machine without a battery learns the time after its start, and a suspended one sees it jump."""
        drift = self._wall_drift()
        if abs(drift - self._drift) > WALL_STEP:
            self._drift = drift
            for channel in self._channels:
                channel.set_wall()


async def _give_way(number: int) -> None:
    """Let frames be sent, at each of a batch."""
    if number % BATCH == 0:
        await asyncio.sleep(0)
