"""What a listener of each profile receives around cuts, packet for packet, and what it decodes to."""

import asyncio
import random

import numpy as np
import pytest
from tests.unit.media.decode import decode

from callcast.player.media.clip import RATE, Clip
from callcast.player.media.encode import encode
from callcast.player.media.fade import fade
from callcast.player.media.profile import PROFILES, Profile
from callcast.player.media.silence import silence
from callcast.player.playout.announcement import Announcement, Rendered
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.speech.settings import SpeechChannelSettings
from callcast.testing.stage import Listener, stage


class Settings(PlayoutChannelSettings, SpeechChannelSettings):
    """As the top-level settings compose them."""


def hum(seconds: float, step: float) -> Clip:
    n = np.arange(int(seconds * RATE))
    return Clip((6000 * np.sin(n * step) * (1 + 0.3 * np.sin(n * step / 7))).astype(np.int16))


SLOW, FIRE = hum(1.5, 0.031), hum(0.6, 0.052)


async def slow() -> Rendered:
    return Rendered((SLOW,))


async def fire() -> Rendered:
    return Rendered((FIRE,))


def runs(packets: list[bytes], quiet: bytes) -> list[tuple[bytes, ...]]:
    """What lies between three silent packets or more."""
    found: list[list[bytes]] = [[]]
    still = 3
    for packet in packets:
        still = still + 1 if packet == quiet else 0
        if still == 3:
            found[-1] = found[-1][:-2]
            found.append([])
        elif still < 3:
            found[-1].append(packet)
    return [tuple(run) for run in found if run]


def loudest_step(packets: list[bytes], profile: Profile) -> float:
    return float(np.max(np.abs(np.diff(decode(packets, profile)))))


async def hear(profile: Profile, wait: float, *, emergency: bool) -> list[bytes]:
    async with stage([Settings(id="hall")]) as scene:
        hall = scene.channels["hall"]
        listener = Listener(hall.track(profile.name))
        await scene.play(0.3)
        hall.submit(Announcement("slow", slow))
        await scene.play(wait)
        if emergency:
            hall.submit(Announcement("fire", fire, rank=2))
        else:
            hall.cancel("slow")
        await scene.play(5)
        return [frame.data for frame in listener.frames]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
@pytest.mark.parametrize("seed", range(4))
def test_a_cut_anywhere_is_the_clip_its_fade_and_silence(profile: Profile, seed: int) -> None:
    chance = random.Random(seed)
    wait, emergency = chance.uniform(0.01, 1.3), chance.random() < 0.6
    packets = asyncio.run(hear(profile, wait, emergency=emergency))
    quiet = silence(profile)
    whole, alarm = encode(SLOW, profile).packets, encode(FIRE, profile).packets
    cut, *rest = runs(packets, quiet)
    kept = next(n for n in range(len(whole)) if n >= len(cut) or cut[n] != whole[n])
    assert any(cut == whole[:at] + fade(SLOW, profile, at) for at in range(1, kept + 1))
    assert rest == ([alarm, whole] if emergency else [])
    calm = [quiet] * 8
    allowed = max(loudest_step([*calm, *sound, *calm], profile) for sound in (whole, alarm))
    assert loudest_step(packets, profile) <= 1.3 * allowed, "no click"
