"""What a server to which we push may do, and what a person can do about it.

WireError
└── ServerFault      `target` is where, as it may be shown
    ├── NotRtsp      it speaks something else
    ├── Garbled      it speaks RTSP, but not so that it can be read
    ├── NoAnswer     it says nothing any more
    ├── TakesNothing it takes no bytes any more
    ├── Closed       it has closed the connection
    └── Refused      it has answered `method` with `status`
"""

from callcast.player.outputs.rtsp.errors import WireError
from callcast.player.outputs.rtsp.target import Target

_SHOWN = 120


class ServerFault(WireError):
    """The server at `target` does not do what it should."""

    def __init__(self, target: Target, says: str) -> None:
        """`says` goes on the sentence that begins with the target."""
        super().__init__(f"{target} {says}")
        self.target = target


class NotRtsp(ServerFault):
    """Something else than RTSP came as the first answer; `http` tells that it was HTTP or HTML."""

    def __init__(self, target: Target, *, http: bool) -> None:
        what = "is a web server" if http else "does not speak RTSP"
        super().__init__(target, f"{what}; url must have the port on which the media server takes RTSP, often 8554.")
        self.http = http


class Garbled(ServerFault):
    """What came cannot be read, for `reason`."""

    def __init__(self, target: Target, reason: str) -> None:
        super().__init__(target, f"sends what cannot be read as RTSP ({reason.rstrip('.')}); update that server.")
        self.reason = reason


class NoAnswer(ServerFault):
    """Nothing came from it for `seconds`, though `method` asks for an answer."""

    def __init__(self, target: Target, method: str, seconds: float) -> None:
        says = f"has not answered {method} for {seconds:.0f} s; see whether that server hangs, or restart it."
        super().__init__(target, says)
        self.method, self.seconds = method, seconds


class TakesNothing(ServerFault):
    """Not a byte has gone to it for `seconds`, though some wait."""

    def __init__(self, target: Target, seconds: float) -> None:
        says = f"has taken nothing for {seconds:.0f} s; see whether that server hangs, or whether the network is slow."
        super().__init__(target, says)
        self.seconds = seconds


class Closed(ServerFault):
    """The connection is closed; `method` is what had been asked last, None when the stream was going."""

    def __init__(self, target: Target, method: str | None) -> None:
        if method is None:
            says = "has closed the connection; see that server's log, or whether another publisher took the path."
        elif method == "OPTIONS":
            other = "rtsp" if target.secure else "rtsps"
            says = (
                f"closes the connection without a word; see whether it is a media server, and wants {other}:// in url."
            )
        else:
            says = (
                f"closes the connection at {method}; see that no other publisher has the path, and that server's log."
            )
        super().__init__(target, says)
        self.method = method


class Refused(ServerFault):
    """It has answered `method` with `status`; `location` is where it sends us instead."""

    def __init__(
        self,
        target: Target,
        method: str,
        status: int,
        reason: str,
        *,
        proved: bool = False,
        location: Target | None = None,
    ) -> None:
        """`proved` tells that the request came with a proof of who we are."""
        super().__init__(target, _refusal(method, status, _shown(reason), proved=proved, location=location))
        self.method, self.status, self.reason, self.location = method, status, reason, location


_REMEDIES = {
    400: "cannot read {method} (400 {reason}); see that server's log.",
    403: "does not let this user publish there (403); allow it in that server's settings, or choose another path.",
    404: "has no such path to publish to (404); correct the path in url, or add it to that server's settings.",
    405: "takes no publishers (405); url must name a path of a media server that may be published to.",
    406: "does not take this coding (406); choose another profile.",
    415: "does not take this coding (415); choose another profile.",
    454: "has lost the session (454); see that server's log.",
    461: 'does not take this transport (461); choose the other one: transport = "tcp" or "udp".',
    501: "knows no {method} (501); url must name a media server that takes publishers, such as MediaMTX.",
}


_TAKEN = (
    "does not take {method} (400 {reason}); see that no other publisher has the path, or set another path in url, "
    "and see that server's log."
)
"""Servers have no status of their own for a path that is taken, and say 400."""


def _refusal(method: str, status: int, reason: str, *, proved: bool, location: Target | None) -> str:
    if status == 401:
        if proved:
            return "does not accept this user and password (401); correct them in url."
        return "wants a user and a password (401); write them in url, like rtsp://user:password@host:8554/path."
    if 300 <= status < 400:
        where = f"to {location}" if location else "elsewhere"
        return f"sends us {where} ({status}); set url to the server that is to take the stream."
    if status == 400 and method in ("ANNOUNCE", "SETUP", "RECORD"):
        return _TAKEN.format(method=method, reason=reason)
    known = _REMEDIES.get(status, "answers {method} with {status} {reason}; see that server's log.")
    return known.format(method=method, status=status, reason=reason)


def _shown(reason: str) -> str:
    return "".join(letter for letter in reason if letter.isprintable())[:_SHOWN].strip()
