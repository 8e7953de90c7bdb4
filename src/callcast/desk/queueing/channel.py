"""A channel as the desk knows it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Channel:
    """What settings say of a channel. `urls` are where to listen: kind -> URL, for example `rtsp`."""

    id: str
    name: str
    languages: tuple[str, ...] = ()
    urls: dict[str, str] = field(default_factory=dict)
