"""What a server tells of itself in its answer to OPTIONS (RFC 2326, section 10.1)."""

from dataclasses import dataclass

from callcast.player.outputs.rtsp.message import Response

_XIU = "OPTIONS,DESCRIBE,ANNOUNCE,SETUP,PLAY,PAUSE,TEARDOWN,GET_PARAMETER,SET_PARAMETER,REDIRECT,RECORD"
"""xiu names itself nowhere, but lists its methods in this order, without a space, REDIRECT among them."""
_SHOWN = 60


@dataclass(frozen=True)
class Peer:
    """`name` is what it calls itself, on one short line, and `methods` are those it offers, if it tells."""

    name: str | None = None
    methods: frozenset[str] = frozenset()

    @property
    def is_xiu(self) -> bool:
        """Whether it is xiu, which has its own limits."""
        return self.name == "xiu"

    @property
    def takes_publishers(self) -> bool:
        """Whether it does, as far as it tells."""
        return not self.methods or {"ANNOUNCE", "RECORD"} <= self.methods


def introduced(response: Response) -> Peer:
    """The server that gave this answer to OPTIONS."""
    public = response.headers.get("Public") or ""
    name = "".join(c for c in response.headers.get("Server") or "" if c.isprintable())[:_SHOWN].strip()
    if not name and public.strip() == _XIU:
        name = "xiu"
    return Peer(name or None, frozenset(word.strip().upper() for word in public.split(",") if word.strip()))
