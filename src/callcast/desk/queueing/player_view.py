"""What the desk knows of the player."""

from collections.abc import Callable

from callcast.bus.messages import Catalogue, ChannelStatus, Hello, Message, OutputStatus, PlayerStatus


class PlayerView:
    """The last things the player said. The catalogue outlives a broken link, the status does not."""

    def __init__(self, connected: Callable[[], bool]) -> None:
        """`connected`: the link is up."""
        self._connected = connected
        self._status: PlayerStatus | None = None
        self.boot: str | None = None
        self.catalogue: Catalogue | None = None

    @property
    def up(self) -> bool:
        """The link is up and the player has said hello."""
        return self._connected() and self.boot is not None

    @property
    def status(self) -> PlayerStatus | None:
        """Its last status, while the link is up."""
        return self._status if self.up else None

    def channel(self, id: str) -> ChannelStatus | None:  # noqa: A002 - the field's name
        """The status of one channel, if known."""
        status = self.status
        return next((channel for channel in status.channels if channel.id == id), None) if status else None

    def outputs(self, channel: str) -> tuple[OutputStatus, ...]:
        """Those of one channel, as far as known."""
        status = self.status
        return tuple(output for output in status.outputs if output.channel == channel) if status else ()

    def hear(self, message: Message) -> None:
        """Take note of a message."""
        if isinstance(message, Hello):
            if message.boot != self.boot:
                self._status = None
            self.boot = message.boot
        elif isinstance(message, Catalogue):
            # A player whose engines have not started yet knows no voice: that says nothing about what it can speak.
            self.catalogue = message if message.voices else self.catalogue
        elif isinstance(message, PlayerStatus):
            self._status = message
