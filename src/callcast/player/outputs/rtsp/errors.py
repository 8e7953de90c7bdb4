"""What a peer may do wrong, and which answer it gets.

    WireError
    ├── RtspError                   has `status`, `reason` and `headers` of the answer
    │   ├── BadRequest              400
    │   ├── Unauthorized            401, with the challenges
    │   ├── NotFound                404
    │   ├── MethodNotAllowed        405, with Allow
    │   ├── NotAcceptable           406
    │   ├── BodyTooLarge            413
    │   ├── UriTooLong              414
    │   ├── HeadersTooLarge         431
    │   ├── SessionNotFound         454
    │   ├── WrongState              455
    │   ├── AggregateNotAllowed     459
    │   ├── OnlyAggregateAllowed    460
    │   ├── UnsupportedTransport    461
    │   ├── NotImplementedHere      501
    │   ├── VersionNotSupported     505
    │   └── OptionNotSupported      551
    ├── SdpError
    ├── RtpError
    └── RtcpError

Status codes are those of RFC 2326, section 11.3, but 431, which is of RFC 6585.
"""

from typing import ClassVar

from callcast.player.outputs.errors import OutputError


class WireError(OutputError):
    """What a peer sent is not what its protocol allows."""


class RtspError(WireError):
    """A fault that is answered with `status`.

    `cseq` is that of the message at fault when the parser got to know it, `headers` belong into the answer.
    """

    status: ClassVar[int] = 500
    reason: ClassVar[str] = "Internal Server Error"

    def __init__(self, message: str, *, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.headers = headers
        self.cseq: str | None = None


class BadRequest(RtspError):
    """Not RTSP, or a header whose value cannot be read."""

    status, reason = 400, "Bad Request"


class Unauthorized(RtspError):
    """No credentials, or wrong ones; `headers` has the challenges."""

    status, reason = 401, "Unauthorized"


class NotFound(RtspError):
    """Nothing is at that path."""

    status, reason = 404, "Not Found"


class MethodNotAllowed(RtspError):
    """A method of RTSP that a channel does not take; `headers` has Allow."""

    status, reason = 405, "Method Not Allowed"


class NotAcceptable(RtspError):
    """The client does not take SDP."""

    status, reason = 406, "Not Acceptable"


class BodyTooLarge(RtspError):
    """Content-Length is above the limit."""

    status, reason = 413, "Request Entity Too Large"


class UriTooLong(RtspError):
    """The start line is above the limit."""

    status, reason = 414, "Request-URI Too Large"


class HeadersTooLarge(RtspError):
    """Too many headers, or too large ones."""

    status, reason = 431, "Request Header Fields Too Large"


class SessionNotFound(RtspError):
    """The session is unknown on this connection, or over."""

    status, reason = 454, "Session Not Found"


class WrongState(RtspError):
    """The session is in a state in which the method makes no sense."""

    status, reason = 455, "Method Not Valid in This State"


class AggregateNotAllowed(RtspError):
    """SETUP names a presentation where it must name one of its media."""

    status, reason = 459, "Aggregate Operation Not Allowed"


class OnlyAggregateAllowed(RtspError):
    """PLAY or PAUSE names one medium where it must name the presentation."""

    status, reason = 460, "Only Aggregate Operation Allowed"


class UnsupportedTransport(RtspError):
    """None of the transports that the client offers can be had."""

    status, reason = 461, "Unsupported Transport"


class NotImplementedHere(RtspError):
    """A method that RTSP does not know."""

    status, reason = 501, "Not Implemented"


class VersionNotSupported(RtspError):
    """Another protocol or version than RTSP/1.0."""

    status, reason = 505, "RTSP Version Not Supported"


class OptionNotSupported(RtspError):
    """The client requires an extension; `headers` has Unsupported."""

    status, reason = 551, "Option Not Supported"


class SdpError(WireError):
    """Not a session description, or one above the limits."""


class RtpError(WireError):
    """Not an RTP packet."""


class RtcpError(WireError):
    """Not an RTCP compound packet."""
