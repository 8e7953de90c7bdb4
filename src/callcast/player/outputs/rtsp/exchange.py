"""Requests and the answers that come to them, with the proof of who we are where a server wants one."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from callcast.player.outputs.rtsp.challenge import Prover, choose
from callcast.player.outputs.rtsp.faults import Refused
from callcast.player.outputs.rtsp.message import Headers, Request, Response
from callcast.player.outputs.rtsp.target import Target

AGENT = "Callcast"
MOST_DIGITS = 9
"""Of a CSeq that can be one of ours."""
MOST_TRIES = 3
"""Of one request: without a proof, with one, and with a fresh nonce."""


@dataclass(frozen=True)
class Asked:
    """A request that waits for its answer: sent at `at`, for the `tries`-th time, with a proof if `proved`."""

    request: Request
    at: float
    then: Callable[[Response, float], None]
    tries: int = 1
    proved: bool = False


class Exchange:
    """What has been asked of one server. `session` is the session's identifier, once there is one.

    It holds one request for each call of `ask`, until the answer comes or `forget` is called.
    """

    def __init__(self, target: Target, send: Callable[[bytes], None]) -> None:
        """`send` takes what is to go to the server."""
        self._target = target
        self._send = send
        self._prover = Prover(target.credentials) if target.credentials else None
        self._asked: dict[int, Asked] = {}
        self._cseq = 0
        self.session: str | None = None

    @property
    def oldest(self) -> Asked | None:
        """What has waited longest for its answer."""
        return next(iter(self._asked.values()), None)

    def ask(self, request: Request, now: float, then: Callable[[Response, float], None]) -> None:
        """Send a request; `then` gets the answer, if it is a good one, and its time."""
        self._ask(Asked(request, now, then))

    def forget(self) -> None:
        """Wait for no answer any more."""
        self._asked.clear()

    def answered(self, response: Response, now: float) -> None:
        """Take an answer; `Refused` if it is not a good one. One that nobody waits for is passed over."""
        number = response.headers.get("CSeq") or ""
        if response.status < 200 or not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
            return
        asked = self._asked.pop(int(number), None)
        if asked is None or (response.status == 401 and self._prove(asked, response, now)):
            return
        if not 200 <= response.status < 300:
            raise refused(self._target, asked.request.method, response, proved=asked.proved)
        asked.then(response, now)

    def _ask(self, asked: Asked) -> None:
        """Send with what every request has."""
        request, self._cseq = asked.request, self._cseq + 1
        fields = [("CSeq", str(self._cseq)), ("User-Agent", AGENT)]
        if self.session is not None:
            fields.append(("Session", self.session))
        proof = self._prover.authorization(request.method, request.uri) if self._prover else None
        if proof is not None:
            fields.append(("Authorization", proof))
        self._asked[self._cseq] = replace(asked, proved=proof is not None)
        self._send(replace(request, headers=Headers((*fields, *request.headers.items))).encode())

    def _prove(self, asked: Asked, response: Response, now: float) -> bool:
        """Send the request again with a proof; False when there is none that could help."""
        challenge = choose(response.headers.all("WWW-Authenticate"))
        if self._prover is None or challenge is None or (asked.proved and not challenge.stale):
            return False
        if asked.tries == MOST_TRIES:
            return False
        self._prover.take(challenge)
        self._ask(replace(asked, at=now, tries=asked.tries + 1))
        return True


def refused(target: Target, method: str, response: Response, *, proved: bool = False) -> Refused:
    """The error for an answer that is not a good one."""
    location: Target | None = None
    if 300 <= response.status < 400:
        try:
            location = Target.parse(response.headers.get("Location") or "")
        except ValueError:
            # It sends us away without saying where.
            location = None
    return Refused(target, method, response.status, response.reason, proved=proved, location=location)
