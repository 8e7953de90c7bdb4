"""What goes in and out, as OpenAPI tells it."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, FailFast, Field

from callcast.bus.messages import Catalogue, ChannelStatus, OutputStatus, Priority, State
from callcast.desk.queueing.announcement import Announcement, Delivery
from callcast.desk.queueing.channel import Channel
from callcast.desk.queueing.errors import RequestRefused
from callcast.desk.queueing.expecting import MOST
from callcast.desk.queueing.request import Request
from callcast.desk.queueing.times import rfc3339
from callcast.desk.web.board_shapes import CallBody


class NewAnnouncement(BaseModel):
    """What is to be said: a text, texts by language, or a template for a call."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    text: str | None = Field(None, description="Or texts, or a template.", examples=["請 A012 號到 3 號櫃檯"])
    texts: dict[str, str] | None = Field(
        None,
        description="By language (BCP-47), up to 8, what is said there; the text, or the main one, is shown.",
        examples=[{"zh-TW": "37 號餐好了", "en": "Order 37 is ready"}],
    )
    template: str | None = Field(
        None, description="Instead of a text: a template, which is filled with the call.", examples=["counter"]
    )
    langs: list[str] | None = Field(
        None,
        description="Of texts or a template, the main one first, which is repeated; the channel's when left out.",
        examples=[["zh-TW", "en"]],
    )
    channels: list[str] | None = Field(None, description="Ids of channels; all when left out.")
    lang: str | None = Field(
        None, description="BCP-47, of the text; the channel's first when left out.", examples=["zh-TW"]
    )
    voice: str | None = Field(None, description="engine:name", examples=["espeak:cmn"])
    priority: Literal["normal", "urgent", "emergency"] = "normal"
    repeat: int = Field(1, description="Times it is said, 1 to 10.")
    expires_in: Annotated[float, Field(allow_inf_nan=False)] | None = Field(
        None, description="Seconds after which it is not worth saying any more, at most 604800."
    )
    call: CallBody | None = Field(None, description="What a board shows meanwhile; the text when left out.")

    def request(self) -> Request:
        """For the desk; `RequestRefused` when nothing is to be said."""
        channels = None if self.channels is None else tuple(self.channels)
        priority = Priority(self.priority)
        call = None if self.call is None else self.call.call()
        if self.text is None and not self.texts and self.template is None:
            raise RequestRefused(
                'The field "text" is missing; add it, or "texts" by language, or a "template" with a "call".', "text"
            )
        return Request(
            self.text or "",
            channels,
            self.lang,
            self.voice,
            priority,
            self.repeat,
            self.expires_in,
            call,
            self.template,
            tuple(self.langs or ()),
            tuple((self.texts or {}).items()),
        )


class ExpectedBody(BaseModel):
    """What will likely be announced soon."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    announcements: Annotated[list[NewAnnouncement], FailFast()] = Field(
        description=f"The likeliest first, at most {MOST}, in place of those that were named before."
    )

    def requests(self) -> list[Request]:
        """For the desk."""
        return [announcement.request() for announcement in self.announcements]


class ExpectedView(BaseModel):
    """How many announcements are expected now."""

    expected: int


class DeliveryView(BaseModel):
    """An announcement on one channel."""

    id: str
    state: State
    reason: str | None
    spoken_from: str | None = Field(description="When the voice began, as sent: RFC 3339, UTC.")
    spoken_to: str | None = Field(description="When the voice ended, as sent: RFC 3339, UTC.")

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryView":
        """As it stands."""
        return cls(
            id=delivery.channel,
            state=delivery.state,
            reason=delivery.reason,
            spoken_from=rfc3339(delivery.spoken_from),
            spoken_to=rfc3339(delivery.spoken_to),
        )


class AnnouncementView(BaseModel):
    """An announcement and how far it is. `state` is that of all channels together."""

    id: str
    text: str
    texts: dict[str, str] | None
    template: str | None
    langs: list[str] | None
    lang: str | None
    voice: str | None
    priority: Priority
    repeat: int
    accepted_at: str
    expires_at: str | None
    call: CallBody | None
    state: State
    reason: str | None
    channels: list[DeliveryView]

    @classmethod
    def of(cls, announcement: Announcement) -> "AnnouncementView":
        """As it stands."""
        return cls(
            id=announcement.id,
            text=announcement.text,
            texts=dict(announcement.texts) or None,
            template=announcement.template,
            langs=list(announcement.langs) or None,
            lang=announcement.lang,
            voice=announcement.voice,
            priority=announcement.priority,
            repeat=announcement.repeat,
            accepted_at=rfc3339(announcement.accepted_at) or "",
            expires_at=rfc3339(announcement.expires_at),
            call=None if announcement.call is None else CallBody.of(announcement.call),
            state=announcement.state,
            reason=announcement.reason,
            channels=[DeliveryView.of(delivery) for delivery in announcement.deliveries],
        )


class AnnouncementPage(BaseModel):
    """Newest first; `next` is the `before` of the next page."""

    items: list[AnnouncementView]
    next: str | None


class OutputView(BaseModel):
    """Where a channel goes: a destination of its settings."""

    number: int = Field(description="As the settings have them, from 1.")
    kind: str
    target: str = Field(description="Without a password.")
    state: Literal["starting", "running", "waiting", "stopped"] = Field(
        description="waiting: it is started again soon; stopped: it was given up."
    )
    reason: str | None = Field(description="Why it stopped the last time.")
    since: str = Field(description="Of the state: RFC 3339, UTC.")
    attempts: int = Field(description="Starts since it was last well.")
    frames: int
    dropped: int
    readers: int

    @classmethod
    def of(cls, output: OutputStatus) -> "OutputView":
        """As the player says."""
        return cls(
            number=output.number,
            kind=output.kind,
            target=output.target,
            state=output.state,
            reason=output.reason,
            since=rfc3339(output.since) or "",
            attempts=output.attempts,
            frames=output.frames,
            dropped=output.dropped,
            readers=output.readers,
        )


class ChannelView(BaseModel):
    """A channel; `outputs` is empty and the five before it are null while the player is not known."""

    id: str
    name: str
    languages: list[str]
    urls: dict[str, str]
    readers: int | None
    queued: int | None
    speaking: str | None
    frames: int | None
    dropped: int | None
    outputs: list[OutputView]

    @classmethod
    def of(cls, channel: Channel, status: ChannelStatus | None, outputs: Iterable[OutputStatus]) -> "ChannelView":
        """As settings and player say."""
        return cls(
            id=channel.id,
            name=channel.name,
            languages=list(channel.languages),
            urls=channel.urls,
            readers=status.readers if status else None,
            queued=status.queued if status else None,
            speaking=status.speaking if status else None,
            frames=status.frames if status else None,
            dropped=status.dropped if status else None,
            outputs=[OutputView.of(output) for output in outputs],
        )


class ChannelList(BaseModel):
    """All channels."""

    items: list[ChannelView]


class ChainVoiceView(BaseModel):
    """A voice, or an engine, in a chain; `state` is "ready", or why another one speaks for now."""

    voice: str
    state: str


class VoicesView(BaseModel):
    """What can be spoken, and for each language of a channel by whom, the preferred first.

    `speaks` has the languages of each voice.
    """

    languages: list[str]
    voices: list[str]
    speaks: dict[str, list[str]]
    chains: dict[str, list[ChainVoiceView]]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "VoicesView":
        """As the player has told it."""
        chains = {
            tag: [ChainVoiceView(voice=one.voice, state=one.state) for one in chain]
            for tag, chain in catalogue.chains.items()
        }
        speaks = {voice: list(tags) for voice, tags in catalogue.voices.items()}
        return cls(languages=list(catalogue.languages), voices=list(speaks), speaks=speaks, chains=chains)


class RefreshView(BaseModel):
    """`up` when the player was told."""

    player: Literal["up", "down"]


class ReloadView(BaseModel):
    """What reading the settings again has changed."""

    changed: list[str]
    needs_restart: list[str]


class HealthView(BaseModel):
    """`degraded` when the player is not there, none of its speech engines is ready, or the store cannot write.

    The rest is for who may know the site.
    """

    status: Literal["ok", "degraded"]
    player: Literal["up", "down"] | None = None
    engines: dict[str, str] | None = Field(
        default=None, description='How each speech engine is: "starting", "ready", or what is wrong.'
    )
