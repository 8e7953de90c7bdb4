"""The server's end of an RTSP connection, without I/O (RFC 2326).

You must give every byte that comes to `receive_data`, then send `data_to_send`, then act on the events, in this order,
so that the answer to PLAY goes before the first packet. When `closing` is true, close once all is sent.

A session belongs to the connection on which it was set up, and ends with it.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from callcast.player.outputs.rtsp import sdp, transport, url
from callcast.player.outputs.rtsp.errors import (
    AggregateNotAllowed,
    BadRequest,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    NotImplementedHere,
    OnlyAggregateAllowed,
    OptionNotSupported,
    RtspError,
    SessionNotFound,
    UnsupportedTransport,
    WrongState,
)
from callcast.player.outputs.rtsp.message import Headers, Interleaved, Limits, Parser, Request, Response
from callcast.player.outputs.rtsp.presentation import Finder, Resource, describe, locate
from callcast.player.outputs.rtsp.session import TIMEOUT, Session, SetUp, Ways, agree

FIRST_REQUEST = 10.0
"""Seconds within which a new connection must have made a valid request."""
PUBLIC = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER"
_FOR_PUBLISHERS = ("ANNOUNCE", "RECORD", "REDIRECT")
Fields: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Playing:
    """Packets of the session's media are to go from now on."""

    session: Session


@dataclass(frozen=True)
class Paused:
    """Packets of the session are to stop; it may play again."""

    session: Session


@dataclass(frozen=True)
class Ended:
    """The session is over."""

    session: Session


@dataclass(frozen=True)
class Feedback:
    """RTCP came from the client, interleaved, on `channel`."""

    session: Session
    channel: int
    data: bytes


Event: TypeAlias = Playing | Paused | Ended | Feedback


@dataclass(frozen=True)
class Endpoint:
    """What a connection needs to know of its server; `address` is the server's own, as the client reached it."""

    find: Finder
    ways: Ways
    address: str
    limits: Limits = field(default_factory=Limits)
    new_session: Callable[[], str] = field(default=lambda: secrets.token_hex(8))


class ServerConnection:
    """The state of one connection and of its session, if it has one. `now` is always monotonic seconds."""

    def __init__(self, endpoint: Endpoint, now: float) -> None:
        """A connection that was accepted at `now`."""
        self._endpoint = endpoint
        self._parser = Parser(endpoint.limits)
        self._out: list[bytes] = []
        self._events: list[Event] = []
        self._opened = now
        self._heard: float | None = None
        self.session: Session | None = None
        self.closing = False
        self._methods: dict[str, Callable[[Request, float], Response]] = {
            "OPTIONS": self._options,
            "DESCRIBE": self._describe,
            "SETUP": self._setup,
            "PLAY": self._play,
            "PAUSE": self._pause,
            "TEARDOWN": self._teardown,
            "GET_PARAMETER": self._parameter,
            "SET_PARAMETER": self._parameter,
        }

    def receive_data(self, data: bytes, now: float) -> list[Event]:
        """Take bytes from the client; what is to be done about them, in order. Never raises for what a client sends."""
        if self.closing:
            return []
        self._parser.receive(data)
        try:
            while not self.closing and (message := self._parser.next_message()) is not None:
                if isinstance(message, Interleaved):
                    self._frame(message, now)
                elif isinstance(message, Request):
                    self._out.append(self._answer(message, now).encode())
                # A response is passed over: we have asked nothing.
        except RtspError as error:
            self._out.append(_refusal(error, error.cseq).encode())
            self.closing = True
        events, self._events = self._events, []
        return events

    def data_to_send(self) -> bytes:
        """What is to be sent to the client, once."""
        data = b"".join(self._out)
        self._out.clear()
        return data

    def heard(self, now: float) -> None:
        """RTCP of this client came by UDP."""
        if self.session is not None:
            self.session.heard = now

    def expired(self, now: float) -> str | None:
        """Why the connection is to be closed at `now`, or None."""
        if self._heard is None:
            return "no valid request came" if now - self._opened > FIRST_REQUEST else None
        if self.session is None:
            return f"no request came for {TIMEOUT} s" if now - self._heard > TIMEOUT else None
        return self.session.expired(now)

    def _frame(self, frame: Interleaved, now: float) -> None:
        session = self.session
        if session is not None:
            session.heard = now
            self._events.append(Feedback(session, frame.channel, frame.data))

    def _answer(self, request: Request, now: float) -> Response:
        cseq = request.headers.get("CSeq")
        try:
            if cseq is None or not (cseq.isascii() and cseq.isdigit() and len(cseq) < 20):
                cseq = None
                raise BadRequest("A request has no CSeq, which must be a number.")
            _check_require(request)
            response = self._method(request)(request, now)
        except RtspError as error:
            return _refusal(error, cseq)
        self._heard = now
        if self.session is not None:
            self.session.heard = now
        fields = (("CSeq", cseq), ("Server", "Callcast"), *response.headers.items)
        return Response(response.status, response.reason, Headers(fields), response.body)

    def _method(self, request: Request) -> Callable[[Request, float], Response]:
        method = self._methods.get(request.method)
        if method is not None:
            return method
        if request.method in _FOR_PUBLISHERS:
            raise MethodNotAllowed("Channels can be listened to, not published to.", headers=(("Allow", PUBLIC),))
        raise NotImplementedHere("RTSP/1.0 has no such method.", headers=(("Public", PUBLIC),))

    def _options(self, _request: Request, _now: float) -> Response:
        return _ok((("Public", PUBLIC), *self._session_field()))

    def _describe(self, request: Request, now: float) -> Response:
        address = url.parse(request.uri)
        resource = self._resource(address)
        self._authorize(resource, request, now)
        accept = request.headers.get("Accept")
        if accept is not None and not any(kind in accept for kind in (sdp.MIME, "*/*", "application/*")):
            raise NotAcceptable(f"Channels are described as {sdp.MIME} only.")
        multicast = self._endpoint.ways.multicast and "multicast" in address.query.split("&")
        description = describe(resource.presentation, self._endpoint.address, multicast=multicast)
        fields = (
            ("Content-Base", f"{address.base}/"),
            ("Content-Type", sdp.MIME),
            ("Cache-Control", "no-cache"),
        )
        return _ok(fields, description.encode())

    def _setup(self, request: Request, now: float) -> Response:
        resource = self._resource(url.parse(request.uri))
        self._authorize(resource, request, now)
        presentation, media = resource.presentation, resource.media
        if media is None:
            if len(presentation.media) > 1:
                raise AggregateNotAllowed("SETUP must name one medium, by its control URL.")
            media = presentation.media[0]
        session = self._session_for_setup(request, resource)
        offers = request.headers.get("Transport")
        if offers is None:
            raise UnsupportedTransport("SETUP has no Transport header.")
        others = [track for track in session.tracks if track.media is not media] if session else []
        agreed = agree(transport.parse(offers), media, others, self._endpoint.ways)
        if session is None:
            session = Session(self._endpoint.new_session(), presentation, now, now)
        session.set_up(SetUp(media, agreed))
        self.session = session
        return _ok((("Transport", str(agreed)), *self._session_field()))

    def _session_for_setup(self, request: Request, resource: Resource) -> Session | None:
        if request.headers.get("Session") is None and self.session is None:
            return None
        # Some clients leave out the header for the second medium; the connection has one session anyway.
        session = self._session(request) if request.headers.get("Session") else self.session
        if session is not None and session.presentation.path != resource.presentation.path:
            raise AggregateNotAllowed("A session has the media of one presentation only; open another connection.")
        return session

    def _play(self, request: Request, _now: float) -> Response:
        session = self._aggregate(request)
        if not session.tracks:
            raise WrongState("Nothing is set up to be played.")
        address = url.parse(request.uri)
        base = address.base
        if (resource := locate(address.path, self._endpoint.find)) is not None and resource.media is not None:
            base = base.rpartition("/")[0]
        info = _rtp_info(base, session)
        if session.play():
            self._events.append(Playing(session))
        return _ok((*self._session_field(), ("Range", "npt=now-"), ("RTP-Info", info)))

    def _pause(self, request: Request, _now: float) -> Response:
        session = self._aggregate(request)
        if session.pause():
            self._events.append(Paused(session))
        return _ok(self._session_field())

    def _teardown(self, request: Request, _now: float) -> Response:
        session = self._session(request)
        self.session = None
        self._events.append(Ended(session))
        return _ok((("Session", session.id),))

    def _parameter(self, request: Request, _now: float) -> Response:
        if request.headers.get("Session") is not None:
            self._session(request)
        return _ok(self._session_field())

    def _resource(self, address: url.Url) -> Resource:
        resource = locate(address.path, self._endpoint.find)
        if resource is None:
            raise NotFound(f"There is no channel at {address.path[:80] or '/'}.")
        return resource

    def _authorize(self, resource: Resource, request: Request, now: float) -> None:
        guard = resource.presentation.guard
        if guard is not None:
            guard.check(request.method, request.uri, request.headers.get("Authorization"), now)

    def _session(self, request: Request) -> Session:
        given = (request.headers.get("Session") or "").partition(";")[0].strip()
        if self.session is None or given != self.session.id:
            raise SessionNotFound("There is no such session on this connection.")
        return self.session

    def _aggregate(self, request: Request) -> Session:
        """The session, for a method that goes to a whole presentation."""
        session = self._session(request)
        address = url.parse(request.uri)
        if address.path:
            resource = self._resource(address)
            if resource.presentation.path != session.presentation.path:
                raise NotFound("The session is that of another presentation.")
            if resource.media is not None and len(session.tracks) > 1:
                raise OnlyAggregateAllowed("The session has several media, which play and pause together.")
        return session

    def _session_field(self) -> Fields:
        return () if self.session is None else (("Session", f"{self.session.id};timeout={TIMEOUT}"),)


def _ok(fields: Fields, body: bytes = b"") -> Response:
    return Response(200, "OK", Headers(fields), body)


def _refusal(error: RtspError, cseq: str | None) -> Response:
    known: Fields = () if cseq is None else (("CSeq", cseq),)
    fields = (*known, ("Server", "Callcast"), *error.headers)
    return Response(error.status, error.reason, Headers(fields))


def _check_require(request: Request) -> None:
    wanted = request.headers.all("Require") + request.headers.all("Proxy-Require")
    if wanted:
        raise OptionNotSupported("No extensions of RTSP are supported.", headers=(("Unsupported", ", ".join(wanted)),))


def _rtp_info(base: str, session: Session) -> str:
    """Of all media; their timestamps are of one moment, that of the first packet (RFC 2326, 12.33)."""
    packets = [track.media.next_packet() for track in session.tracks]
    start = min(tick for _, tick in packets)
    return ",".join(
        f"url={base}/{session.presentation.control(track.media)};seq={sequence};rtptime={track.media.timestamp(start)}"
        for track, (sequence, _) in zip(session.tracks, packets, strict=True)
    )
