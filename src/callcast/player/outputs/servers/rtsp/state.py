"""The RTSP server as metrics see it. Counters of a channel only grow while the server lives."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ReaderState:
    """One who listens, by one medium, which `profile` names.

    `frames` were sent and `dropped` were not; `lost` (packets) and `jitter_ms` it reported.
    """

    channel: str
    profile: str
    transport: Literal["tcp", "udp", "multicast"]
    address: str
    frames: int
    dropped: int
    lost: int
    jitter_ms: float


@dataclass(frozen=True)
class ChannelState:
    """A channel; `frames` were packed, once for all; `dropped` counts each reader's."""

    id: str
    readers: int
    frames: int
    dropped: int


@dataclass(frozen=True)
class ServerState:
    """All of it. `refused` counts connections above the limits."""

    connections: int
    refused: int
    channels: tuple[ChannelState, ...]
    readers: tuple[ReaderState, ...]
