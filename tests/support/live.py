"""A channel that sends the test tone in real time, or by hand; no more of one than outputs need."""

import asyncio
import time
from collections.abc import Callable

from tests.support.tone import packets

from callcast.player.media.clip import RATE
from callcast.player.media.profile import PROFILES, Profile
from callcast.player.playout.subscription import Frame, Subscription
from callcast.player.playout.tap import Tap


class Clock:
    """Tick 0 is when it was made."""

    def __init__(self) -> None:
        self.epoch = time.perf_counter()
        self._unix = time.time()

    def wall(self, tick: int) -> float:
        return self._unix + tick / RATE

    def tick(self) -> int:
        return int((time.perf_counter() - self.epoch) * RATE)


class ToneTrack:
    """Loops the tone, from frame to frame; `step` sends the next one."""

    def __init__(self, profile: Profile, position: int = 0) -> None:
        self.profile = profile
        self.position = position
        self.subscriptions: list[Subscription | Tap] = []
        self._packets = packets(profile)

    def subscribe(self, capacity: int, wake: Callable[[], None]) -> Subscription:
        subscription = Subscription(capacity, wake, self.subscriptions.remove)
        self.subscriptions.append(subscription)
        return subscription

    def tap(self, push: Callable[[Frame], None], ended: Callable[[], None]) -> Tap:
        tap = Tap(push, ended, self.subscriptions.remove)
        self.subscriptions.append(tap)
        return tap

    def step(self) -> None:
        frame = Frame(self.position, self._packets[self.position % len(self._packets)])
        self.position += 1
        for subscription in list(self.subscriptions):
            subscription.push(frame)


class ToneChannel:
    """All profiles of one tone."""

    video: None = None

    def __init__(self, id: str = "hall") -> None:  # noqa: A002 - the field's name everywhere
        self.id = id
        self.clock = Clock()
        self.tracks = {name: ToneTrack(profile) for name, profile in PROFILES.items()}

    def track(self, profile: str | Profile, /) -> ToneTrack:
        if isinstance(profile, Profile):
            return self.tracks.setdefault(profile.name, ToneTrack(profile))
        return self.tracks[profile]

    async def run(self) -> None:
        """Send each frame when it is due, until cancelled."""
        while True:
            now = self.clock.tick()
            for track in list(self.tracks.values()):
                while track.position * track.profile.ticks <= now:
                    track.step()
            due = min(track.position * track.profile.ticks for track in self.tracks.values())
            await asyncio.sleep(max(0.0, due / RATE - (time.perf_counter() - self.clock.epoch)))
