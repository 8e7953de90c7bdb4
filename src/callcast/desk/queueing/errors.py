"""What the desk refuses, and what a store may refuse.

DeskError
├── RequestRefused         a field of the request is wrong
│   └── KeyReused          an Idempotency-Key that came with another body before
├── UnknownAnnouncement    no such id
├── UnknownChannel         no such channel
├── AlreadyFinal           nothing more can be done to it
├── TooManyOpen            as many are open as we take
├── ChannelFull            as many are open on a channel as the player takes
├── TooManyWaiting         as many clients wait as we take
├── CatalogueUnknown       the player has not said yet what it can speak
└── PlayerSilent           the player has not taken other settings
StoreError                 the data folder is of no use at the moment
└── StoreFull              the disk is full
"""

from collections.abc import Mapping

from callcast.desk.queueing.words import quoted, unknown
from callcast.errors import CallcastError


class DeskError(CallcastError):
    """The desk refuses."""


class RequestRefused(DeskError):
    """`field` of a request is wrong."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class KeyReused(RequestRefused):
    """The Idempotency-Key `key` came before, with another request."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The Idempotency-Key {quoted(key)} was used for another request within the last day; send a new key "
            "with a new body.",
            "Idempotency-Key",
        )
        self.key = key


class UnknownAnnouncement(DeskError):
    """There is no announcement `id`."""

    def __init__(self, id: str) -> None:  # noqa: A002 - the field's name
        super().__init__(f"There is no announcement {quoted(id)}; GET /api/announcements lists those there are.")
        self.id = id


class UnknownChannel(DeskError):
    """There is no channel `id` among those `known`."""

    def __init__(self, id: str, known: tuple[str, ...]) -> None:  # noqa: A002 - the field's name
        super().__init__(unknown("channel", id, known))
        self.id, self.known = id, known


class AlreadyFinal(DeskError):
    """The announcement `id` is `state` for good."""

    def __init__(self, id: str, state: str) -> None:  # noqa: A002 - the field's name
        super().__init__(
            f"The announcement {quoted(id)} is {state} already; only a queued or speaking one can be cancelled."
        )
        self.id, self.state = id, state


class TooManyOpen(DeskError):
    """`limit` announcements are not final yet."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} announcements wait to be spoken, which is the most; try again when some are done.")
        self.limit = limit


class ChannelFull(DeskError):
    """`limit` announcements of one priority are not final yet on `channel`."""

    def __init__(self, channel: str, limit: int) -> None:
        super().__init__(
            f"{limit} announcements of this priority wait on the channel {quoted(channel)}, which is the most; "
            "try again when some are done."
        )
        self.channel, self.limit = channel, limit


class TooManyWaiting(DeskError):
    """`limit` clients wait for announcements to become final."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} requests wait for announcements, which is the most; ask again without wait.")
        self.limit = limit


class CatalogueUnknown(DeskError):
    """The player has not said yet what it can speak. `engines`: name -> how it is, as far as known."""

    def __init__(self, engines: Mapping[str, str]) -> None:
        failed = [f"{name}: {state}" for name, state in engines.items() if state not in ("starting", "ready")]
        if len(failed) < len(engines) or not engines:
            what = "The player has not said yet which languages and voices it has; try again in a few seconds."
        else:
            what = f"No speech engine can be used, so nothing can be spoken. {' '.join(failed)}"
        super().__init__(what)
        self.engines = engines


class PlayerSilent(DeskError):
    """The player has not said within `seconds` that it has taken the settings."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The player has not taken the settings within {seconds:.0f} s, so they stay as they were; "
            "try again in a few seconds."
        )
        self.seconds = seconds


class StoreError(CallcastError):
    """What was accepted cannot be kept, or not be read, at the moment."""


class StoreFull(StoreError):
    """There is no room for more."""
