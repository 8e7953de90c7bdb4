"""A channel's picture beside its sound, for a consumer that takes both."""

from callcast.player.media.gop import GopProfile
from callcast.player.outputs.channel import Channel, h264_of
from callcast.player.outputs.errors import OutputError
from callcast.player.outputs.sinks.feed import Feed
from callcast.player.playout.subscription import Frame


class PictureChanged(OutputError):
    """`channel` has another kind of picture than when the output began, or none any more."""

    def __init__(self, channel: str) -> None:
        super().__init__(f"Channel {channel} has another picture now, or none; the output begins again with that.")
        self.channel = channel


class Pictures:
    """The frames of the picture, an IDR soon among them; none where there is no picture. You must `close` it."""

    def __init__(self, channel: Channel, seconds: int) -> None:
        """Begins now. So many seconds are kept for a consumer that is slow."""
        self._channel = channel
        self._video = video = h264_of(channel)
        self.profile: GopProfile | None = video.profile if video else None
        self._feed = Feed(video, seconds * video.profile.fps) if video else None
        if video is not None:
            video.refresh()

    def take(self) -> list[Frame]:
        """All that has come; `PictureChanged` when it is the last."""
        if h264_of(self._channel) is not self._video:
            raise PictureChanged(self._channel.id)
        return self._feed.rest() if self._feed else []

    def close(self) -> None:
        """Leave the picture; idempotent."""
        if self._feed is not None:
            self._feed.close()
