"""What the two halves say to each other.

The store stays the truth: the desk sends `Speak` for every announcement that is not final, again and again until the
player has answered with a `Report`; the player sends every final `Report` again until the desk has answered `Filed`.
So each message may come twice, and both sides take the second for what it is. Unknown ids are ignored.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter

LINE_LIMIT = 256
"""Announcements of one priority that may be open on one channel: the desk accepts no more, the player takes as many."""


class Priority(str, Enum):
    """A higher one pre-empts a lower one that is being spoken."""

    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for normal, 2 for emergency."""
        return list(Priority).index(self)


class State(str, Enum):
    """Where an announcement stands on one channel. The last four are final."""

    QUEUED = "queued"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Nothing more happens to it."""
        return self not in (State.QUEUED, State.SPEAKING)


@dataclass(frozen=True)
class Call:
    """What a board shows of a call, as it is: a number, where to go, a name. Any may be empty, but not all."""

    number: str = ""
    place: str = ""
    name: str = ""


@dataclass(frozen=True)
class Speak:
    """Desk to player: say this on these channels. Times are Unix seconds.

    A board shows `call` meanwhile, or the text where there is none. With a `template` its words for `call` are said, in
    place of the text; with `texts`, by language, those: in `langs`, the main one first, or in those of the channel.
    Those of several `source`s (counters, stalls) take turns.
    """

    id: str
    text: str
    channels: tuple[str, ...]
    accepted_at: float
    lang: str | None = None
    voice: str | None = None
    priority: Priority = Priority.NORMAL
    repeat: int = 1
    expires_at: float | None = None
    call: Call | None = None
    template: str | None = None
    langs: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    source: str = ""
    type: Literal["speak"] = "speak"


@dataclass(frozen=True)
class Expect:
    """Desk to player: these will likely be said soon, the likeliest first; in place of those named before.

    They are made ready in idle time, within the player's budget, and never spoken; their ids do not count, and no
    `channels` are all of them.
    """

    announcements: tuple[Speak, ...]
    type: Literal["expect"] = "expect"


@dataclass(frozen=True)
class VoicesChanged:
    """Desk to player: voices were installed, recorded or removed; look again."""

    type: Literal["voices"] = "voices"


@dataclass(frozen=True)
class Cancel:
    """Desk to player: do not say it, or stop saying it, on any channel."""

    id: str
    type: Literal["cancel"] = "cancel"


@dataclass(frozen=True)
class Filed:
    """Desk to player: the final `Report` of `id` on `channel` is in the store; it may be forgotten."""

    id: str
    channel: str
    type: Literal["filed"] = "filed"


@dataclass(frozen=True)
class Line:
    """A line, how many wait in it, and the number that was called last."""

    name: str
    waiting: int
    number: str = ""


@dataclass(frozen=True)
class BoardContent:
    """Desk to player, after `Hello` and at each change: what the board of `channel` shows beside what is called.

    An empty text leaves that of the settings. `recent` are the latest calls that were spoken there, newest first, for
    a player that has seen none.
    """

    channel: str
    title: str = ""
    message: str = ""
    hours: str = ""
    lines: tuple[Line, ...] = ()
    preparing: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    recent: tuple[Call, ...] = ()
    type: Literal["board"] = "board"


@dataclass(frozen=True)
class Reload:
    """Desk to player: these are the channels from now on, each a table as in the settings.

    With an `id` it asks whether they can be had: `Reloaded` answers, and what cannot be had changes nothing. Without
    one, they count already: what cannot be had goes missing alone. What comes later is about the channels it leaves.
    """

    channels: tuple[dict[str, Any], ...]
    id: str | None = None
    type: Literal["reload"] = "reload"


@dataclass(frozen=True)
class Reloaded:
    """Player to desk: the channels of the `Reload` with that `id` are there; or they are not, for `fault`."""

    id: str
    fault: str | None = None
    type: Literal["reloaded"] = "reloaded"


@dataclass(frozen=True)
class Hello:
    """Player to desk, whenever the link has come up: send me what is not final. `boot` names this run of the player."""

    boot: str
    type: Literal["hello"] = "hello"


@dataclass(frozen=True)
class Report:
    """Player to desk: where announcement `id` stands on `channel`.

    `spoken_from` and `spoken_to` are Unix seconds of the first and the last voiced frame as sent.
    """

    id: str
    channel: str
    state: State
    reason: str | None = None
    spoken_from: float | None = None
    spoken_to: float | None = None
    type: Literal["report"] = "report"


@dataclass(frozen=True)
class ChainVoice:
    """A voice in its place in the chain of a language: `engine:name`, or the engine alone while its voices are unknown.

    `state` is "ready", or why another one speaks for now.
    """

    voice: str
    state: str


@dataclass(frozen=True)
class Catalogue:
    """Player to desk, after `Hello` and when it changes: what can be spoken.

    `voices` has the languages of each, by `engine:name`; `chains`, for each language of a channel or of a template,
    who speaks it, the first that is ready before the others.
    """

    languages: tuple[str, ...]
    voices: dict[str, tuple[str, ...]]
    text_limit: int
    chains: dict[str, tuple[ChainVoice, ...]] = field(default_factory=dict)
    type: Literal["catalogue"] = "catalogue"


@dataclass(frozen=True)
class ChannelStatus:
    """A channel as it is now. Counters only grow while the player lives."""

    id: str
    readers: int
    queued: int
    speaking: str | None
    frames: int
    dropped: int


@dataclass(frozen=True)
class OutputStatus:
    """An output of a channel as it is now, `since` Unix seconds; `reason` is why it stopped the last time.

    `number` counts the outputs of the channel as the settings have them, from 1. `target` has no password in it.
    `attempts` counts starts since it was last well. Counters only grow while it is.
    """

    channel: str
    number: int
    kind: str
    target: str
    state: Literal["starting", "running", "waiting", "stopped"]
    reason: str | None
    since: float
    attempts: int
    frames: int
    dropped: int
    readers: int


@dataclass(frozen=True)
class AheadStatus:
    """What came of naming what is to be expected, from the first time on; `hits` and `misses` only grow.

    `expected` is how many are named now, `size` the bytes of clips that were made for them; `hits` are announcements
    that could be spoken at once when they came, `misses` those that could not.
    """

    expected: int
    size: int
    hits: int
    misses: int


@dataclass(frozen=True)
class PlayerStatus:
    """Player to desk, once a second. Lateness of frames in milliseconds over the last ten seconds.

    `ahead` is None until something was to be expected.
    """

    channels: tuple[ChannelStatus, ...]
    late_p50_ms: float
    late_p99_ms: float
    engines: dict[str, str] = field(default_factory=dict)  # name -> "ready", or what is wrong
    outputs: tuple[OutputStatus, ...] = ()
    ahead: AheadStatus | None = None
    type: Literal["status"] = "status"


Message: TypeAlias = (
    Speak
    | Expect
    | VoicesChanged
    | Cancel
    | Filed
    | BoardContent
    | Reload
    | Reloaded
    | Hello
    | Report
    | Catalogue
    | PlayerStatus
)

# Built at the first message: a player that comes back has listeners to see to first.
_adapter: TypeAdapter[Message] = TypeAdapter(
    Annotated[Message, Field(discriminator="type")], config=ConfigDict(defer_build=True)
)


def encode(message: Message) -> bytes:
    """One message as JSON, without a line feed in it."""
    return _adapter.dump_json(message)


def decode(data: bytes) -> Message:
    """The message in `data`; `ValueError` when it is none."""
    return _adapter.validate_json(data)
