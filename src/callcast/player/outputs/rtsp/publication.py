"""What is published: its media, and how they are described to the server (RFC 2326, section 10.3)."""

from dataclasses import dataclass

from callcast.player.outputs.rtsp import sdp
from callcast.player.outputs.rtsp.payload import Format
from callcast.player.outputs.rtsp.presentation import describe_media


@dataclass(frozen=True)
class Publication:
    """Media under one title; `session` is a number that tells this description from others (RFC 8866, 5.2)."""

    title: str
    formats: tuple[Format, ...]
    session: int

    def control(self, index: int) -> str:
        """The name under which medium `index`, from 0, is set up."""
        return f"track{index + 1}"

    def describe(self, address: str) -> bytes:
        """The body of ANNOUNCE; `address` is our own, as the server sees it."""
        return sdp.SessionDescription(
            name="".join(c for c in self.title if c.isprintable()) or "-",
            origin=sdp.Origin(session=str(self.session), address=address),
            address="::" if ":" in address else "0.0.0.0",  # noqa: S104 - a placeholder (RFC 2326, C.1.7)
            attributes=(("tool", "Callcast"), ("control", "*")),
            media=tuple(describe_media(form, self.control(index)) for index, form in enumerate(self.formats)),
        ).encode()
