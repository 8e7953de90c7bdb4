"""What can be listened to at a path, and how it is described to clients."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from callcast.player.outputs.rtsp import sdp
from callcast.player.outputs.rtsp.auth import Guard
from callcast.player.outputs.rtsp.payload import Format


@dataclass(frozen=True)
class Group:
    """Where a medium is multicast: an address and its RTP port (even; RTCP is on the next), and how far it goes."""

    address: str
    port: int
    ttl: int


class Media(Protocol):
    """One medium of a presentation, as the protocol needs to know it."""

    @property
    def format(self) -> Format:
        """Its payload format."""

    @property
    def ssrc(self) -> int:
        """Its synchronisation source."""

    @property
    def group(self) -> Group | None:
        """Where it can be had by multicast."""

    def next_packet(self) -> tuple[int, int]:
        """Sequence number and tick of the packet to be sent next, for RTP-Info."""

    def timestamp(self, tick: int) -> int:
        """The RTP timestamp of a tick of the channel's time."""


@dataclass(frozen=True)
class Presentation:
    """All that is at one path. Medium k, counted from 1, has the control URL `<path>/track<k>`."""

    path: str
    title: str
    media: tuple[Media, ...]
    guard: Guard | None = None

    def control(self, media: Media) -> str:
        """The name under which a medium of this presentation is set up."""
        return f"track{self.media.index(media) + 1}"


Finder: TypeAlias = Callable[[str], Presentation | None]
"""What is at a path such as `/hall/opus`, or None."""


@dataclass(frozen=True)
class Resource:
    """What a URL names: a presentation, or with `media` one of its media."""

    presentation: Presentation
    media: Media | None


def locate(path: str, find: Finder) -> Resource | None:
    """What a decoded path names, or None."""
    presentation = find(path)
    if presentation is not None:
        return Resource(presentation, None)
    above, _, name = path.rpartition("/")
    presentation = find(above)
    if presentation is None:
        return None
    media = next((m for m in presentation.media if presentation.control(m) == name), None)
    return None if media is None else Resource(presentation, media)


def describe(presentation: Presentation, address: str, *, multicast: bool) -> sdp.SessionDescription:
    """The description that DESCRIBE answers; `address` is the server's as the client reached it.

    With `multicast` it names the groups, which is how a client such as VLC is made to use them.
    """
    return sdp.SessionDescription(
        name="".join(c for c in presentation.title if c.isprintable()) or "-",
        origin=sdp.Origin(session=str(presentation.media[0].ssrc), address=address),
        address="::" if ":" in address else "0.0.0.0",  # noqa: S104 - a placeholder (RFC 2326, C.1.7), not a listener
        attributes=(("tool", "Callcast"), ("type", "broadcast"), ("control", "*"), ("range", "npt=now-")),
        media=tuple(
            describe_media(media.format, presentation.control(media), media.group if multicast else None)
            for media in presentation.media
        ),
    )


def describe_media(form: Format, control: str, group: Group | None = None) -> sdp.MediaDescription:
    """One medium, set up as `control`. No direction is told: to a client `sendonly` means a way back (ONVIF)."""
    attributes: list[sdp.Attribute] = [("rtpmap", form.rtpmap)]
    if form.fmtp is not None:
        attributes.append(("fmtp", f"{form.payload_type} {form.fmtp}"))
    attributes.append(("control", control))
    return sdp.MediaDescription(
        kind=form.kind,
        port=group.port if group else 0,
        formats=(str(form.payload_type),),
        address=f"{group.address}/{group.ttl}" if group else None,
        bandwidth=form.bandwidth,
        attributes=tuple(attributes),
    )
