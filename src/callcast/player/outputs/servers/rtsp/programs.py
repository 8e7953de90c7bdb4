"""The channels on offer: their paths, their streams, and what becomes of them when the settings change."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from callcast.player.media.profile import PROFILES
from callcast.player.outputs.channel import Channel, h264_of
from callcast.player.outputs.rtsp.auth import Credentials, Guard, Nonces
from callcast.player.outputs.rtsp.presentation import Presentation
from callcast.player.outputs.servers.rtsp.groups import Groups
from callcast.player.outputs.servers.rtsp.settings import RtspChannelSettings
from callcast.player.outputs.streams.picture import PictureStream
from callcast.player.outputs.streams.stream import RtpStream

PICTURES = 10_000
"""The first number of the groups of pictures: those of sound stay where they are, with pictures or without."""


@dataclass(frozen=True)
class Served:
    """A channel, what people call it, and how it is to be served."""

    channel: Channel
    name: str
    settings: RtspChannelSettings = field(default_factory=RtspChannelSettings)


@dataclass
class Program:
    """A channel as it is served: a stream for each profile, and the picture's. `block` numbers its multicast groups."""

    served: Served
    block: int
    streams: dict[str, RtpStream]
    picture: PictureStream | None

    @property
    def all(self) -> dict[str, RtpStream]:
        """Sound and picture."""
        return {**self.streams, **({self.picture.track.profile.name: self.picture} if self.picture else {})}


class Programs:
    """What is at which path."""

    def __init__(self, ended: Callable[[RtpStream], None]) -> None:
        """Nothing yet. `ended` is called for a stream whose channel has ended."""
        self._nonces = Nonces(secrets.token_bytes(32))
        self._ended = ended
        self._programs: dict[str, Program] = {}
        self._paths: dict[str, Presentation] = {}

    def __iter__(self) -> Iterator[Program]:
        return iter(self._programs.values())

    def find(self, path: str) -> Presentation | None:
        """What is at a path such as `/hall` or `/hall/opus`, or None."""
        return self._paths.get(path)

    def replace(self, channels: Sequence[Served], groups: Groups | None) -> list[RtpStream]:
        """Offer these and no others; the streams that are gone.

        A channel whose name only, or settings of other rooms, have changed keeps its streams, and so its readers.
        """
        before, self._programs = self._programs, {}
        kept = {
            one.channel.id: before[one.channel.id]
            for one in channels
            if one.channel.id in before and _same(one, before[one.channel.id])
        }
        blocks = {program.block for program in kept.values()}
        for one in channels:
            program = kept.get(one.channel.id)
            if program is None:
                block = next(number for number in range(len(channels)) if number not in blocks)
                blocks.add(block)
                program = self._make(one, block, groups)
            program.served = one
            self._programs[one.channel.id] = program
        self._paths = {p.path: p for program in self for p in self._presentations(program)}
        return [s for id, program in before.items() if id not in kept for s in program.all.values()]  # noqa: A001

    def _make(self, served: Served, block: int, groups: Groups | None) -> Program:
        cname = secrets.token_hex(12)
        numbers = {name: block * len(PROFILES) + index for index, name in enumerate(PROFILES)}
        streams: dict[str, RtpStream] = {
            name: RtpStream(
                served.channel.track(name),
                served.channel.clock,
                cname,
                group=groups.group(numbers[name]) if groups else None,
                ended=self._ended,
            )
            for name in served.settings.profiles
        }
        return Program(served, block, streams, self._picture(served, cname, block, groups))

    def _picture(self, served: Served, cname: str, block: int, groups: Groups | None) -> PictureStream | None:
        channel, track = served.channel, h264_of(served.channel)
        if track is None:
            return None
        group = groups.group(PICTURES + block) if groups else None
        return PictureStream(track, channel.clock, cname, group=group, ended=self._ended)

    def _presentations(self, program: Program) -> Iterator[Presentation]:
        served, path = program.served, f"/{program.served.channel.id}"
        guard = self._guard(served.settings)
        picture = (program.picture,) if program.picture else ()
        first = program.streams[served.settings.profiles[0]]
        yield Presentation(path, served.name, (first, *picture), guard)
        for name, stream in program.streams.items():
            yield Presentation(f"{path}/{name}", served.name, (stream, *picture), guard)

    def _guard(self, settings: RtspChannelSettings) -> Guard | None:
        if settings.user is None or settings.password is None:
            return None
        return Guard("Callcast", Credentials(settings.user, settings.password), settings.auth, self._nonces)


def _same(new: Served, old: Program) -> bool:
    """Whether readers may stay; of settings of other rooms that come along, none counts."""
    before, picture = old.served, old.picture.track if old.picture else None
    keys = RtspChannelSettings.model_fields
    if new.channel is not before.channel or any(getattr(new.settings, k) != getattr(before.settings, k) for k in keys):
        return False
    return picture is h264_of(new.channel)
