"""Why a channel cannot be pushed, besides what its server does (`rtsp.faults`).

OutputError
└── PushError               `target` is where to, as it may be shown
    ├── UnknownScheme       the URL's scheme is none that is pushed by
    ├── CannotReach         there is no connection to it
    ├── TakesNoPublishers   it tells so itself
    └── CannotCarry         it, or the way to it, is not for this coding or transport
"""

from callcast.player.outputs.errors import OutputError
from callcast.player.outputs.rtsp.peer import Peer
from callcast.player.outputs.rtsp.target import PORTS, Target
from callcast.player.outputs.sinks.libav.url import CONTAINERS

SCHEMES = (*PORTS, *CONTAINERS)
"""What is pushed by."""


class PushError(OutputError):
    """The channel cannot be pushed to `target`; `says` goes on the sentence that begins with it."""

    def __init__(self, target: Target, says: str) -> None:
        super().__init__(f"{target} {says}")
        self.target = target


class UnknownScheme(PushError):
    """The URL begins with none of `SCHEMES`."""

    def __init__(self, target: Target) -> None:
        known = ", ".join(f"{scheme}://" for scheme in SCHEMES)
        super().__init__(target, f"cannot be pushed to by {target.scheme}://; url must begin with one of {known}.")


class CannotReach(PushError):
    """There is no connection, for `reason`; `remedy` is what to do about it."""

    def __init__(self, target: Target, reason: str, remedy: str) -> None:
        super().__init__(target, f"cannot be reached: {reason}; {remedy}.")
        self.reason, self.remedy = reason, remedy


class TakesNoPublishers(PushError):
    """The server lists its methods, and those for publishing are not among them."""

    def __init__(self, target: Target, peer: Peer) -> None:
        name = f" ({peer.name})" if peer.name else ""
        super().__init__(target, f"takes no publishers{name}; url must name a media server, such as MediaMTX or xiu.")
        self.peer = peer


class CannotCarry(PushError):
    """`what` is not for it; `remedy` is the setting that is."""

    def __init__(self, target: Target, what: str, remedy: str) -> None:
        super().__init__(target, f"{what}; set {remedy}.")
        self.remedy = remedy
