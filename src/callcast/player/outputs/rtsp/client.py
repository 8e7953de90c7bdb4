"""The client's end of an RTSP connection on which media are published, without I/O (RFC 2326, appendix D.1).

You must call `greet`, and once it is known who the server is (`Greeted`), `publish`. Give every byte that comes to
`receive_data`, act on the events, and send `data_to_send` after each call of any of them. Call `check` at `next_check`.

    greet ─▶ OPTIONS ─ Greeted ─▶ publish ─▶ ANNOUNCE, SETUP of each medium, RECORD ─ Recording ─▶ teardown ─ Ended

An error from any method is the end of the connection: close it.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

from callcast.player.outputs.rtsp import sdp, transport
from callcast.player.outputs.rtsp.errors import RtspError
from callcast.player.outputs.rtsp.exchange import Exchange, refused
from callcast.player.outputs.rtsp.faults import Closed, Garbled, NoAnswer, NotRtsp, Refused
from callcast.player.outputs.rtsp.message import Headers, Interleaved, Limits, Parser, Request, Response
from callcast.player.outputs.rtsp.peer import Peer, introduced
from callcast.player.outputs.rtsp.publication import Publication
from callcast.player.outputs.rtsp.target import Target
from callcast.player.outputs.rtsp.transport import Pair, Transport

ANSWER = 5.0
"""Seconds that a server has for each answer until it records."""
PROBE = 1.5
"""Seconds of silence from a server that records after which it is asked whether it is there."""
PATIENCE = 3.0
"""Seconds that it then has to say something, whatever it is."""
LIMITS = Limits()
_WEB = (b"HTTP/", b"<!DOC", b"<HTML")
_LOST_SESSION = 454


@dataclass(frozen=True)
class Greeted:
    """The server has told who it is."""

    peer: Peer


@dataclass(frozen=True)
class Recording:
    """Packets may go from now on, medium k by `transports[k]`."""

    transports: tuple[Transport, ...]


@dataclass(frozen=True)
class Feedback:
    """RTCP came, interleaved, for medium `index`."""

    index: int
    data: bytes


@dataclass(frozen=True)
class ReportWanted:
    """A sender report must go now: the server answers one where it would garble a request between packets."""


@dataclass(frozen=True)
class Ended:
    """The server has answered TEARDOWN."""


Event: TypeAlias = Greeted | Recording | Feedback | ReportWanted | Ended


class ClientConnection:
    """The state of one connection. `now` is always monotonic seconds."""

    def __init__(self, target: Target, publication: Publication, address: str, limits: Limits = LIMITS) -> None:
        """`address` is our own, as the server sees it."""
        self._target = target
        self._publication = publication
        self._address = address
        self._parser = Parser(limits)
        self._out: list[bytes] = []
        self._exchange = Exchange(target, self._out.append)
        self._events: list[Event] = []
        self._peer = Peer()
        self._offers: tuple[Transport, ...] = ()
        self._agreed: tuple[Transport, ...] = ()
        self._recording = False
        self._interval = PROBE
        self._heard = 0.0
        self._probed: float | None = None
        self._spoke = False
        self._first = b""

    def greet(self, now: float) -> None:
        """Ask who the server is."""
        self._exchange.ask(Request("OPTIONS", self._target.uri), now, self._greeted)

    def publish(self, ports: tuple[Pair, ...] | None, now: float) -> None:
        """Announce the media and set them up: by UDP from these pairs of ports, one for each; interleaved with None."""
        if ports is None:
            pairs = [(2 * index, 2 * index + 1) for index in range(len(self._publication.formats))]
            self._offers = tuple(Transport(tcp=True, interleaved=pair, mode="RECORD") for pair in pairs)
        else:
            assert len(ports) == len(self._publication.formats)
            self._offers = tuple(Transport(client_port=pair, mode="RECORD") for pair in ports)
        body = self._publication.describe(self._address)
        request = Request("ANNOUNCE", self._target.uri, Headers((("Content-Type", sdp.MIME),)), body)
        self._exchange.ask(request, now, lambda _, then: self._set_up(then))

    def teardown(self, now: float) -> None:
        """Say that nothing more will come; some servers do not answer it."""
        self._recording = False
        if self._exchange.session is not None:
            request = Request("TEARDOWN", self._target.uri)
            self._exchange.ask(request, now, lambda *_: self._events.append(Ended()))

    def receive_data(self, data: bytes, now: float) -> list[Event]:
        """Take bytes from the server; what is to be done about them, in order. `ServerFault` for what is no good."""
        if not self._spoke:
            self._first = (self._first + data[:5])[:5]
        self._parser.receive(data)
        try:
            while (message := self._parser.next_message()) is not None:
                self._spoke, self._heard, self._probed = True, now, None
                if isinstance(message, Interleaved):
                    self._frame(message)
                elif isinstance(message, Response):
                    self._answer(message, now)
                elif message.method == "REDIRECT":
                    raise refused(self._target, "RECORD", Response(302, "Moved", message.headers))
                # What else a server asks of a client is passed over: we offer no methods.
        except RtspError as error:
            raise Garbled(self._target, str(error)) if self._spoke else self._not_rtsp() from error
        events, self._events = self._events, []
        return events

    def data_to_send(self) -> bytes:
        """What is to be sent to the server, once."""
        data = b"".join(self._out)
        self._out.clear()
        return data

    def heard(self, now: float) -> None:
        """RTCP of the server came by UDP."""
        self._heard, self._probed = now, None

    def closed(self) -> Closed | NotRtsp:
        """The error to raise when the server has closed the connection."""
        if self._first and not self._spoke:
            return self._not_rtsp()
        oldest = None if self._recording else self._exchange.oldest
        return Closed(self._target, oldest.request.method if oldest else None)

    @property
    def next_check(self) -> float:
        """When `check` is to be called."""
        if self._probed is not None:
            return self._probed + PATIENCE
        if self._recording:
            return self._heard + self._interval
        oldest = self._exchange.oldest
        return oldest.at + ANSWER if oldest else float("inf")

    def check(self, now: float) -> list[Event]:
        """Ask the server whether it is there, when it is time; `NoAnswer` when it has said nothing for too long."""
        if now < self.next_check:
            return []
        if self._probed is not None:
            raise NoAnswer(self._target, "OPTIONS", PATIENCE)
        if not self._recording:
            oldest = self._exchange.oldest
            assert oldest is not None  # else the next check were never
            raise NoAnswer(self._target, oldest.request.method, ANSWER)
        self._probed = now
        if self._peer.is_xiu and self._agreed[0].tcp:
            # xiu fails on a request that it reads in one piece with the packet behind it.
            return [ReportWanted()]
        # Every server must answer OPTIONS; xiu, for one, offers GET_PARAMETER and never answers it.
        self._exchange.forget()
        self._exchange.ask(Request("OPTIONS", self._target.uri), now, lambda *_: None)
        return []

    def _answer(self, response: Response, now: float) -> None:
        try:
            self._exchange.answered(response, now)
        except Refused as refusal:
            # Some servers answer a probe with an error: that they answer is what counts, unless the session is gone.
            if not self._recording or refusal.status == _LOST_SESSION:
                raise

    def _greeted(self, response: Response, _now: float) -> None:
        self._peer = introduced(response)
        self._events.append(Greeted(self._peer))

    def _set_up(self, now: float) -> None:
        """SETUP of the next medium, or RECORD when all are."""
        index = len(self._agreed)
        if index == len(self._offers):
            request = Request("RECORD", self._target.uri, Headers((("Range", "npt=0.000-"),)))
            self._exchange.ask(request, now, self._recorded)
            return
        offer = self._offers[index]
        uri = f"{self._target.uri}/{self._publication.control(index)}"
        request = Request("SETUP", uri, Headers((("Transport", str(offer)),)))
        self._exchange.ask(request, now, lambda response, then: self._was_set_up(offer, response, then))

    def _was_set_up(self, offer: Transport, response: Response, now: float) -> None:
        self._exchange.session, timeout = _session(response.headers.get("Session") or "")
        if timeout is not None:
            self._interval = min(PROBE, timeout / 2)
        given = next(iter(transport.parse(response.headers.get("Transport") or "")), None)
        if given is None or given.tcp != offer.tcp or not (offer.tcp or given.server_port):
            raise Refused(self._target, "SETUP", 461, "Unsupported Transport")
        interleaved = (given.interleaved or offer.interleaved) if offer.tcp else None
        self._agreed += (replace(offer, interleaved=interleaved, server_port=given.server_port),)
        self._set_up(now)

    def _recorded(self, _response: Response, now: float) -> None:
        self._recording, self._heard = True, now
        self._events.append(Recording(self._agreed))

    def _frame(self, frame: Interleaved) -> None:
        for index, agreed in enumerate(self._agreed):
            if agreed.interleaved is not None and frame.channel == agreed.interleaved[1]:
                self._events.append(Feedback(index, frame.data))

    def _not_rtsp(self) -> NotRtsp:
        return NotRtsp(self._target, http=self._first.upper() in _WEB)


def _session(value: str) -> tuple[str | None, float | None]:
    """Identifier and timeout in seconds of a Session header (RFC 2326, section 12.37)."""
    identifier, _, rest = value.partition(";")
    name, _, seconds = rest.strip().partition("=")
    known = name.strip().lower() == "timeout" and seconds.isascii() and seconds.isdigit() and len(seconds) < 7
    return identifier.strip() or None, (float(seconds) or None) if known else None
