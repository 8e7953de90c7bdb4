"""A channel's tracks, and the clips that are laid on them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from callcast.bus.messages import Priority
from callcast.player.media.clip import RATE
from callcast.player.media.profile import AAC, PROFILES, Profile
from callcast.player.playout.announcement import Sound
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.errors import UnknownProfile
from callcast.player.playout.gate import Due
from callcast.player.playout.ticker import Pulse
from callcast.player.playout.track import Track

AHEAD = AAC
"""The profile that every clip is coded in, so that the first reader need not wait."""

REST = 125 * RATE // 1000
"""Ticks behind a clip's end in which codecs may still send the last of it; Opus takes longest."""

FADE_TICKS = 62 * RATE // 1000
"""Ticks from a cut until nothing of the clip is heard; AAC takes longest: one frame as it was, then 40 ms of fade."""


@dataclass(eq=False)
class _Placed:
    id: str
    sound: Sound
    tick: int

    @property
    def end(self) -> int:
        return self.tick + self.sound.clip.ticks


class Tracks:
    """A track for each profile asked for. A clip that is laid on is heard on all of them."""

    def __init__(self, pulse: Pulse, encoder: Encoder, turn: Callable[[Track, bool], None]) -> None:
        """None yet. `turn` is told when one of them begins and ceases to tick."""
        self._pulse = pulse
        self._encoder = encoder
        self._turn = turn
        self._tracks: dict[str, Track] = {}
        self._placed: list[_Placed] = []

    def __getitem__(self, profile: str | Profile) -> Track:
        """The track in that profile, or in the one of that name; `UnknownProfile` when there is no such."""
        if isinstance(profile, str):
            if profile not in PROFILES:
                raise UnknownProfile(profile, PROFILES)
            profile = PROFILES[profile]
        if profile.name not in self._tracks:
            self._tracks[profile.name] = self._pulse.track(profile, self._turn)
        return self._tracks[profile.name]

    def heard(self) -> tuple[int, int, int]:
        """Readers now, and frames so far that were sent, and that readers lost."""
        # All channels are asked every second, and most of their tracks have never been listened to.
        readers = frames = dropped = 0
        for track in self._tracks.values():
            if track.used:
                readers += track.readers
                frames += track.emitted
                dropped += track.dropped
        return readers, frames, dropped

    def close(self) -> None:
        """Part from all readers."""
        for track in self._tracks.values():
            track.close()

    def _active(self) -> list[Track]:
        return [track for track in self._tracks.values() if track.active]

    # -- coding ------------------------------------------------------------------------------------------------

    async def code(self, sound: Sound, profile: Profile, due: Due) -> None:
        """Add what `sound` is in `profile`."""
        sound.coded[profile.name] = await self._encoder.encode(sound.clip, profile, due)

    def missing(self, sounds: Iterable[Sound]) -> list[tuple[Sound, Profile]]:
        """What must be coded before these can be heard by all who listen."""
        return _missing(sounds, self.listened)

    @property
    def listened(self) -> frozenset[Profile]:
        """The profiles that have readers, and that which the first reader most likely asks for."""
        return frozenset({AHEAD, *(track.profile for track in self._active())})

    # -- laying clips on ---------------------------------------------------------------------------------------

    def lay(self, item_id: str, sound: Sound, tick: int) -> None:
        """`sound` of `item_id` begins at `tick`."""
        placed = _Placed(item_id, sound, tick)
        self._placed.append(placed)
        for track in self._active():
            _place(track, placed)

    def pass_by(self, tick: int) -> None:
        """It is `tick`: forget what was heard."""
        self._placed = [placed for placed in self._placed if placed.end + REST > tick]

    def clear(self) -> None:
        """Silence, at once."""
        self._placed.clear()
        for track in self._tracks.values():
            track.cut(track.position, ())

    def resume(self, track: Track) -> None:
        """Put on `track`, which has its first reader, what is being heard, as far as that is coded."""
        for placed in self._placed:
            _place(track, placed)

    def to_join(self, track: Track, ready: Iterable[Sound]) -> list[tuple[Sound, Profile]]:
        """What is to be coded for it: what is being heard, then what is `ready` on the others."""
        return _missing([*(placed.sound for placed in self._placed), *ready], [track.profile])

    async def join(self, track: Track, ready: Callable[[], Iterable[Sound]]) -> None:
        """Code for a new track what was ready before it came, what is being heard first."""
        while track.active and (missing := self.to_join(track, ready())):
            sound, profile = missing[0]
            await self.code(sound, profile, _heard_now)
            for placed in self._placed:
                if placed.sound is sound:
                    _place(track, placed)

    # -- cutting -----------------------------------------------------------------------------------------------

    def between(self, item_id: str, tick: int) -> int:
        """`tick`, or behind the last packet of a clip that is about to end."""
        ends = [placed.end for placed in self._placed if placed.id == item_id]
        return next((end + REST for end in ends if end - FADE_TICKS <= tick < end + REST), tick)

    async def tails(self, item_id: str, tick: int) -> dict[str, tuple[bytes, ...]]:
        """By profile, what fades out the clip that is heard at `tick`, if one is."""
        tails: dict[str, tuple[bytes, ...]] = {}
        for placed in self._placed:
            if placed.id != item_id or not placed.tick <= tick < placed.end:
                continue
            for track in self._active():
                at = track.frame_of(tick) - track.frame_of(placed.tick)
                if at > 0 and track.profile.name in placed.sound.coded:
                    tails[track.profile.name] = await self._encoder.fade(placed.sound.clip, track.profile, at)
        return tails

    def in_time(self, tick: int) -> bool:
        """Whether nothing of `tick` has been sent."""
        return all(track.position <= track.frame_of(tick) for track in self._active())

    def cut(self, item_id: str, tick: int, tails: dict[str, tuple[bytes, ...]]) -> None:
        """Nothing of `item_id` from `tick` on but its `tails`, by profile."""
        for track in self._active():
            track.cut(track.frame_of(tick), tails.get(track.profile.name, ()))
        self._placed = [placed for placed in self._placed if placed.id != item_id]


def _place(track: Track, placed: _Placed) -> None:
    """A track that came after the clip was coded gets it from `Tracks.join`."""
    if (coded := placed.sound.coded.get(track.profile.name)) is not None:
        track.place(track.frame_of(placed.tick), coded.packets)


def _missing(sounds: Iterable[Sound], profiles: Iterable[Profile]) -> list[tuple[Sound, Profile]]:
    return [(sound, profile) for sound in sounds for profile in profiles if profile.name not in sound.coded]


def _heard_now() -> tuple[int, int]:
    """Before all that is to be heard, but for an emergency."""
    return 1 - Priority.EMERGENCY.rank, -1
