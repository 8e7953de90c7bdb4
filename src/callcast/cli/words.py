"""Text on its way in and out: what people type, and what announcements tell."""

from typing import Any, BinaryIO

from callcast.cli.errors import BadInput

LONGEST = 100_000
"""Bytes of one text; the instance's own limit is far lower and its own to tell."""


def checked(text: str) -> str:
    """`text` if it can be sent: not empty, and Unicode."""
    if not text.strip():
        raise BadInput('The text is empty; give what to say, as in: callcast say "Order 37 is ready".')
    sendable(text, "The text")
    return text


def sendable(text: str, what: str) -> None:
    """`BadInput` for `what` if `text` is not Unicode."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadInput(f"{what} is not valid UTF-8; write it in UTF-8, or use a terminal that does.")


def decoded(data: bytes, encoding: str | None) -> str:
    """What was typed or piped, as text: UTF-8, or else what the terminal speaks."""
    for name in ("utf-8-sig", encoding or "utf-8"):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):  # noqa: PERF203 - two rounds at most
            continue
    raise BadInput("The text on standard input is not valid UTF-8; write it in UTF-8.")


def from_stdin(stream: BinaryIO, encoding: str | None) -> str:
    """All of standard input, as one text."""
    data = stream.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise BadInput(f"The text on standard input is longer than {LONGEST:,} bytes; shorten it.")
    return checked(decoded(data, encoding).strip())


def tags(listed: str) -> list[str]:
    """`zh-TW,en` as a list."""
    return [tag.strip() for tag in listed.split(",") if tag.strip()]


def reason(said: dict[str, Any]) -> str:
    """Why an announcement ended as it did; empty when nobody said."""
    found = [said.get("reason")]
    found += [channel.get("reason") for channel in said.get("channels") or () if isinstance(channel, dict)]
    return next((str(text) for text in found if text), "")


def outcome(said: dict[str, Any]) -> str:
    """One sentence on a final state that is not `spoken`."""
    why = reason(said)
    verb = "failed" if said["state"] == "failed" else f"was {said['state']}"
    if said["state"] == "expired":
        verb = "expired before it could be spoken"
    return f"The announcement {said['id']} {verb}" + (f": {why.rstrip('.')}." if why else ".")
