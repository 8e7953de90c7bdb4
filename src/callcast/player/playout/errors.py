"""What a channel refuses.

PlayoutError
├── UnknownChannel   there is no channel of that id
├── UnknownProfile   there is no such way of coding
├── ChannelRemoved   the settings do not have the channel any more
└── QueueFull        too many announcements wait on the channel
"""

from collections.abc import Iterable

from callcast.errors import CallcastError

INTERNAL = "An internal fault of the player; its log says more."


class PlayoutError(CallcastError):
    """Base of this room."""


class UnknownChannel(PlayoutError):
    """There is no `channel`; `known` are the channels there are."""

    def __init__(self, channel: str, known: Iterable[str]) -> None:
        self.channel, self.known = channel, tuple(known)
        super().__init__(
            f'There is no channel "{channel[:64]}"; the channels are: {", ".join(self.known[:20]) or "none"}.'
        )


class UnknownProfile(PlayoutError):
    """No profile is called `name`; `known` are those there are."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name, self.known = name, tuple(known)
        super().__init__(f'There is no profile "{name[:64]}"; the profiles are: {", ".join(self.known)}.')


class ChannelRemoved(PlayoutError):
    """`channel` was taken out of the settings while something waited on it."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        super().__init__(f'The channel "{channel}" was removed from the settings before this was spoken.')


class QueueFull(PlayoutError):
    """`limit` announcements wait on `channel` already."""

    def __init__(self, channel: str, limit: int) -> None:
        self.channel, self.limit = channel, limit
        super().__init__(
            f'{limit} announcements wait on the channel "{channel}" already; '
            "cancel some, or send this one again when they have been spoken."
        )
