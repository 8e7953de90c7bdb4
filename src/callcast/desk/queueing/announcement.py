"""An announcement: what is to be said, where, and how far it has come."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from callcast.bus.messages import Call, Priority, Report, Speak, State

_WORST_FIRST = (State.FAILED, State.EXPIRED, State.CANCELLED, State.SPOKEN)


@dataclass(frozen=True)
class Delivery:
    """An announcement on one channel. `spoken_from` and `spoken_to` are Unix seconds of the voice as it was sent."""

    channel: str
    state: State = State.QUEUED
    reason: str | None = None
    spoken_from: float | None = None
    spoken_to: float | None = None


@dataclass(frozen=True)
class Announcement:
    """One thing to say, on one channel or more. Times are Unix seconds.

    `cancel_asked`: somebody wants it not to be said; the channels become final when the player has answered. `call` is
    what a board shows meanwhile; without one it shows the text. With a `template` its words for the call are said in
    place of the text, with `texts`, by language, those: in `langs`, or in the languages of each channel.
    `source` is who calls, a counter or a stall; calls of several take turns.
    """

    id: str
    text: str
    deliveries: tuple[Delivery, ...]
    accepted_at: float
    lang: str | None = None
    voice: str | None = None
    priority: Priority = Priority.NORMAL
    repeat: int = 1
    expires_at: float | None = None
    cancel_asked: bool = False
    call: Call | None = None
    template: str | None = None
    langs: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    source: str = ""

    @property
    def state(self) -> State:
        """That of all channels together.

        Speaking if any channel speaks; else queued if any is queued; else, all being final, the worst of them: failed,
        expired, cancelled, and spoken only if it was spoken everywhere.
        """
        states = {delivery.state for delivery in self.deliveries}
        if State.SPEAKING in states:
            return State.SPEAKING
        if State.QUEUED in states:
            return State.QUEUED
        return next(state for state in _WORST_FIRST if state in states)

    @property
    def reason(self) -> str | None:
        """Why it stands there: the reason of the first channel that is in that state and has one."""
        state = self.state
        return next(
            (delivery.reason for delivery in self.deliveries if delivery.state is state and delivery.reason), None
        )

    @property
    def channels(self) -> tuple[str, ...]:
        """Where it is to be said."""
        return tuple(delivery.channel for delivery in self.deliveries)

    @property
    def open_channels(self) -> tuple[str, ...]:
        """Where something is still to happen."""
        return tuple(delivery.channel for delivery in self.deliveries if not delivery.state.final)

    def delivery(self, channel: str) -> Delivery | None:
        """How far it is on `channel`; None if it is not to be said there."""
        return next((delivery for delivery in self.deliveries if delivery.channel == channel), None)

    def as_accepted(self) -> "Announcement":
        """As it was when it was accepted."""
        return replace(self, deliveries=tuple(map(Delivery, self.channels)), cancel_asked=False)

    def apply(self, report: Report) -> "Announcement":
        """What it is after `report`; itself when that changes nothing.

        A final channel stays as it is. From speaking a channel may go back to queued: it was pre-empted, or the player
        died, and it will be said again. Reports about another announcement or an unknown channel change nothing.
        """
        if report.id != self.id:
            return self
        told = Delivery(report.channel, report.state, report.reason, report.spoken_from, report.spoken_to)
        return self._change((report.channel,), lambda _: told)

    def cancel(self) -> "Announcement":
        """Somebody wants it not to be said; a final one stays as it is."""
        return self if self.state.final else replace(self, cancel_asked=True)

    def give_up(self, channels: tuple[str, ...], state: State, reason: str) -> "Announcement":
        """End those of `channels` that are open as `state`, since the player does not answer for them."""
        return self._change(channels, lambda channel: Delivery(channel, state, reason))

    def expired(self, now: float) -> bool:
        """`now`, in Unix seconds, is past its time."""
        return self.expires_at is not None and now >= self.expires_at

    def speak(self, channels: tuple[str, ...]) -> Speak:
        """The message that asks the player for it on `channels`."""
        return Speak(
            self.id,
            self.text,
            channels,
            self.accepted_at,
            lang=self.lang,
            voice=self.voice,
            priority=self.priority,
            repeat=self.repeat,
            expires_at=self.expires_at,
            call=self.call,
            template=self.template,
            langs=self.langs,
            texts=self.texts,
            source=self.source,
        )

    def _change(self, channels: tuple[str, ...], become: Callable[[str], Delivery]) -> "Announcement":
        """With those of `channels` changed that are open."""
        after = tuple(
            become(delivery.channel) if delivery.channel in channels and not delivery.state.final else delivery
            for delivery in self.deliveries
        )
        return self if after == self.deliveries else replace(self, deliveries=after)
