"""The boards of all channels, as the settings have them."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from callcast.bus.messages import BoardContent, Call
from callcast.player.board import pictures
from callcast.player.board.board import Board
from callcast.player.board.errors import BoardError, EncoderMissing
from callcast.player.board.pictures import Version, version
from callcast.player.board.settings import BoardSettings
from callcast.player.board.state import Called
from callcast.player.media.gop import Codec, GopProfile, can_encode
from callcast.player.playout.announcement import Scene
from callcast.player.playout.channel import Channel
from callcast.player.playout.clock import Clock
from callcast.player.playout.display import CallScene, Display
from callcast.player.playout.gops import GopEncoder
from callcast.player.playout.studio import Studio
from callcast.supervise import Supervisor

log = logging.getLogger(__name__)

_CODECS: dict[str, Codec] = {"h264": "libx264", "openh264": "libopenh264", "mjpeg": "mjpeg"}


class Boarded(Protocol):
    """What of a channel's settings counts here."""

    @property
    def id(self) -> str:
        """Name in addresses."""

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP-47 tags, the main one first."""

    @property
    def board(self) -> BoardSettings | None:
        """Its board, if it has one."""


@dataclass(frozen=True)
class Order:
    """What a board is made of: other `files`, its layout and its logo, make another board."""

    settings: BoardSettings
    languages: tuple[str, ...]
    files: tuple[Version | None, ...]

    @classmethod
    def of(cls, settings: BoardSettings, languages: tuple[str, ...]) -> "Order":
        """As the files are now."""
        names = (settings.layout, settings.logo)
        return cls(settings, languages, tuple(version(Path(name)) if name else None for name in names))


@dataclass(frozen=True)
class Plan:
    """A board to be had. `board` is None where it is still to be made, and where a picture is the whole of it."""

    order: Order
    profile: GopProfile
    board: Board | None


@dataclass(frozen=True)
class _Kept:
    plan: Plan
    display: Display
    task: "asyncio.Task[None]"


class Boards:
    """Keeps the boards that the settings ask for, and no others. You must `close` it."""

    def __init__(self, gops: GopEncoder, clock: Clock, studio: Studio | None = None) -> None:
        """None yet."""
        self._gops, self._clock = gops, clock
        self._studio = studio or Studio()
        self._kept: dict[str, _Kept] = {}
        self._contents: dict[str, BoardContent] = {}

    async def plan(self, channels: Sequence[Boarded], *, strict: bool = False) -> dict[str, Plan]:
        """What `use` needs, by channel; nothing has changed yet.

        If `strict`, boards are made at once, and the `BoardError` of one that cannot be had is raised. Else they are
        made when they run: what people hear waits for no font.
        """
        plans = {}
        for one in channels:
            if one.board is None:
                continue
            order = Order.of(one.board, one.languages)
            had = self._kept.get(one.id)
            try:
                plans[one.id] = had.plan if had and had.plan.order == order else await self._planned(order, strict)
            except BoardError as error:
                if strict:
                    raise
                log.error("Channel %s has no board. %s", one.id, error)
        return plans

    async def _planned(self, order: Order, strict: bool) -> Plan:
        settings = order.settings
        width, height = settings.pixels
        profile = GopProfile("board", width, height, settings.fps, encoder(settings.codec))
        board = await self._studio.draw(order, lambda: made(settings, order.languages)) if strict else None
        await self._gops.ready(profile)
        return Plan(order, profile, board)

    async def use(self, plans: Mapping[str, Plan], channels: Iterable[Channel]) -> None:
        """Have these boards on these channels from now on; those that are as they were are not touched."""
        wanted = {channel.id: channel for channel in channels}
        gone = [
            name
            for name, one in self._kept.items()
            if plans.get(name) is not one.plan or wanted.get(name) is not one.display.channel
        ]
        await _ended(self._kept[name].task for name in gone)
        left = {name: self._kept.pop(name) for name in gone}  # only now: what is called meanwhile is not forgotten
        for name, channel in wanted.items():
            plan = plans.get(name)
            if plan is None:
                channel.set_video(None)
            elif name not in self._kept:
                self._kept[name] = self._begun(channel, plan, left.get(name))

    def _begun(self, channel: Channel, plan: Plan, before: _Kept | None) -> _Kept:
        channel.set_video(plan.profile)
        display = Display(channel, plan.order.settings, plan.order.languages, self._studio, self._clock, plan.board)
        if before is not None:
            display.calls = before.display.calls
        if channel.id in self._contents:
            display.change(self._contents[channel.id])
        supervisor = Supervisor(f"board of channel {channel.id}", display.run)
        return _Kept(plan, display, asyncio.ensure_future(supervisor.run()))

    def change(self, content: BoardContent) -> None:
        """What a channel's board shows beside the calls, also for one that is still to come."""
        self._contents[content.channel] = content
        if content.channel in self._kept:
            self._kept[content.channel].display.change(content)

    def scene(self, channel: str, text: str, call: Call | None) -> Scene | None:
        """What is to be shown there while it is said; None without a board."""
        if self._display(channel) is None:
            return None
        call = call or Call()
        return CallScene(lambda: self._display(channel), Called(call.number, call.place, text, call.name))

    def _display(self, channel: str) -> Display | None:
        """The one that calls are shown on now."""
        kept = self._kept.get(channel)
        return kept.display if kept is not None and kept.display.drawn else None

    async def close(self) -> None:
        """End them all."""
        await _ended(one.task for one in self._kept.values())
        self._kept.clear()
        self._studio.close()


def encoder(codec: str) -> Codec:
    """libavcodec's for that codec of the settings; `EncoderMissing` when there is none here."""
    if not can_encode(_CODECS[codec]):
        others = tuple(name for name, other in _CODECS.items() if can_encode(other))
        raise EncoderMissing(codec, _CODECS[codec], others)
    return _CODECS[codec]


def made(settings: BoardSettings, languages: Sequence[str]) -> Board | None:
    """A board by its settings; None where a picture is the whole of it.

    Reads and checks all that it is made of; errors of the board's room.
    """
    for names in settings.files.values():
        for name in names:
            pictures.load(Path(name), settings.pixels)
    return Board(settings, languages) if settings.picture is None else None


async def _ended(tasks: "Iterable[asyncio.Task[None]]") -> None:
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
