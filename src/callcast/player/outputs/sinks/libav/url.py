"""Where libav pushes to, and how that is shown: whoever reads a log must not be able to push."""

import re
from dataclasses import dataclass

from callcast.player.outputs.secret_url import SecretUrl

CONTAINERS = {"rtmp": "flv", "rtmps": "flv", "srt": "mpegts", "udp": "mpegts"}
"""The container that goes over each scheme."""


@dataclass(frozen=True, repr=False)
class Destination:
    """`url` with all its secrets; `shown` without them; `scheme` is one of `CONTAINERS`.

    Only `str` and `repr`, which give `shown`, may reach a log, an error or the state.
    """

    url: str
    scheme: str
    shown: str

    @property
    def container(self) -> str:
        """libav's name of it."""
        return CONTAINERS[self.scheme]

    def __str__(self) -> str:
        return self.shown

    def __repr__(self) -> str:
        return f"Destination({self.shown!r})"


def destination(url: str) -> Destination:
    """What `url` names; `ValueError`, without the URL, when it is none of ours."""
    parts = SecretUrl.parse(url)
    if parts.scheme not in CONTAINERS or not parts.host:
        raise ValueError(f"it must begin with {', '.join(f'{scheme}://' for scheme in CONTAINERS)} and name a host")
    return Destination(parts.whole, parts.scheme, str(parts))


def tee(destination: Destination, options: dict[str, str]) -> str:
    """The one destination of libav's `tee`, with options for the container and the protocol below it."""
    told = ":".join(f"{key}={value}" for key, value in {"f": destination.container, **options}.items())
    return f"[{told}]" + re.sub(r"([\\'|])", r"\\\1", destination.url)
