"""What coding, fading and levelling cost, and how near splicing is to one encoder that never stops.

    python bench/media.py

Speech is espeak-ng's. Milliseconds are of processor time of one thread, the median of `ROUNDS`.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.unit.media.decode import decode
from tests.unit.media.speech import SENTENCES, clips, spoken
from tests.unit.media.timeline import splice

from callcast.player.media.chime import chime
from callcast.player.media.clip import RATE, Clip
from callcast.player.media.encode import encode, frames
from callcast.player.media.fade import fade
from callcast.player.media.level import condition
from callcast.player.media.profile import PROFILES, Profile
from callcast.player.media.silence import silence

ROUNDS = 15
SKIP = {"aac": 1024, "opus": 120}


def cost(work: Callable[[], object]) -> float:
    """Milliseconds of this thread."""
    times = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        work()
        times.append(time.thread_time() - start)
    return 1000 * statistics.median(times)


def decibel(part: float, whole: float) -> str:
    """How far `part` is below `whole`."""
    return "exact" if part == 0 else f"{10 * np.log10(part / whole):.1f} dB"


def row(profile: Profile, clip: Clip) -> str:
    """A profile's figures."""
    coded = encode(clip, profile)
    seconds = clip.ticks / RATE
    spliced = splice([(one, 5 * number) for number, one in enumerate(clips() * 2)], profile)
    once = decode(spliced.continuous, profile)
    apart = float(np.sum((decode(spliced.packets, profile) - once) ** 2))
    pcm = frames(clip, profile).astype(float)
    heard = decode((silence(profile),) * coded.stripped + coded.packets + (silence(profile),) * 4, profile)
    heard = heard[SKIP.get(profile.name, 0) :][: len(pcm)]
    pcm = pcm[: len(heard)]
    rate = sum(map(len, coded.packets)) * 8 / (len(coded.packets) * profile.ticks / RATE) / 1000
    return (
        f"{profile.name:8}{len(silence(profile)):8}{rate:9.1f}"
        f"{cost(lambda: encode(clip, profile)) / seconds:12.2f}"
        f"{cost(lambda: fade(clip, profile, len(coded.packets) // 2)):9.2f}"
        f"{decibel(apart, float(np.sum(once**2))):>14}"
        f"{decibel(float(np.sum((heard - pcm) ** 2)), float(np.sum(pcm**2))):>12}"
    )


def main() -> None:
    """Print the tables."""
    samples, rate = spoken(SENTENCES[1])
    clip = condition(samples, rate)
    print(f"speech of {clip.ticks / RATE:.2f} s")
    print("profile  silence   kbit/s  encode ms/s  fade ms  to continuous    to source")
    print("         (bytes)")
    for profile in PROFILES.values():
        print(row(profile, clip))
    seconds = len(samples) / rate
    print(f"\ncondition, {seconds:.2f} s of speech at {rate} Hz: {cost(lambda: condition(samples, rate)):.1f} ms")
    longer = np.tile(samples, 2)[: round(3.5 * 24_000)]
    print(f"condition, 3.50 s of speech at 24000 Hz: {cost(lambda: condition(longer, 24_000)):.1f} ms")
    print(f"chime ding-dong: {cost(lambda: chime('ding-dong')):.1f} ms")


if __name__ == "__main__":
    main()
