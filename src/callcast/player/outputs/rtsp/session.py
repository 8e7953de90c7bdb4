"""One client's session: which media it has set up, how they go to it, and whether they do (RFC 2326, appendix A)."""

from dataclasses import dataclass, field
from enum import Enum

from callcast.player.outputs.rtsp.errors import UnsupportedTransport, WrongState
from callcast.player.outputs.rtsp.presentation import Media, Presentation
from callcast.player.outputs.rtsp.transport import Pair, Transport

TIMEOUT = 60
"""Seconds after which a session ends of which nothing is heard; told to the client."""


class SessionState(Enum):
    """READY: set up or paused. PLAYING: packets go."""

    READY = "ready"
    PLAYING = "playing"


@dataclass(frozen=True)
class SetUp:
    """A medium and the transport that was agreed on for it."""

    media: Media
    transport: Transport


@dataclass
class Session:
    """What one client has set up. Times are monotonic seconds.

    `heard` is when the client was last heard of, by request or RTCP; `played` tells whether it ever got to PLAY.
    """

    id: str
    presentation: Presentation
    created: float
    heard: float
    tracks: list[SetUp] = field(default_factory=list)
    state: SessionState = SessionState.READY
    played: bool = False

    def set_up(self, track: SetUp) -> None:
        """Add a medium, or change its transport; `WrongState` while playing."""
        if self.state is SessionState.PLAYING:
            raise WrongState("A medium cannot be set up while the session plays; PAUSE it first.")
        self.tracks = [other for other in self.tracks if other.media is not track.media] + [track]

    def play(self) -> bool:
        """Begin, or go on at the live edge; False if it plays already."""
        started = self.state is not SessionState.PLAYING
        self.state, self.played = SessionState.PLAYING, True
        return started

    def pause(self) -> bool:
        """Stop for now; False if it did not play."""
        stopped = self.state is SessionState.PLAYING
        self.state = SessionState.READY
        return stopped

    def expired(self, now: float) -> str | None:
        """Why the session is to end at `now`, or None."""
        if not self.played and now - self.created > TIMEOUT:
            return f"nothing was played within {TIMEOUT} s of SETUP"
        by_connection = self.state is SessionState.PLAYING and all(t.transport.tcp for t in self.tracks)
        if not by_connection and now - self.heard > TIMEOUT:
            return f"neither a request nor RTCP came for {TIMEOUT} s"
        return None


@dataclass(frozen=True)
class Ways:
    """By which transports a connection's sessions may be served; `udp_ports` are the server's own pair."""

    udp_ports: Pair | None = None
    multicast: bool = False


def agree(offers: tuple[Transport, ...], media: Media, others: list[SetUp], ways: Ways) -> Transport:
    """The first offer that can be had, completed as the answer; `UnsupportedTransport` if there is none.

    `others` are the session's other media, whose interleaved channels are taken.
    """
    for offer in offers:
        answer = _answer(offer, media, others, ways)
        if answer is not None:
            return answer
    raise UnsupportedTransport("None of the transports offered can be had here; RTP/AVP/TCP with interleaved can.")


def _answer(offer: Transport, media: Media, others: list[SetUp], ways: Ways) -> Transport | None:
    if offer.mode != "PLAY":
        return None
    if offer.tcp:
        channels = _channels(offer.interleaved, others)
        return None if channels is None else Transport(tcp=True, interleaved=channels, ssrc=media.ssrc)
    if offer.multicast:
        group = media.group
        if group is None or not ways.multicast:
            return None
        ports = group.port, group.port + 1
        return Transport(multicast=True, destination=group.address, port=ports, ttl=group.ttl, ssrc=media.ssrc)
    if ways.udp_ports is None or offer.client_port is None or 0 in offer.client_port:
        return None
    # A destination named by the client is passed over: packets go to whoever asks, and to nobody else.
    return Transport(client_port=offer.client_port, server_port=ways.udp_ports, ssrc=media.ssrc)


def _channels(wanted: Pair | None, others: list[SetUp]) -> Pair | None:
    taken = {channel for other in others for channel in other.transport.interleaved or ()}
    if wanted is not None:
        return None if wanted[0] == wanted[1] or taken & set(wanted) else wanted
    return next(((c, c + 1) for c in range(0, 256, 2) if not taken & {c, c + 1}), None)
