"""Milliseconds from an utterance to its clip: new, from memory, from disk. `python -m bench.speech`.

`engine` is `new` without trimming and levelling, which is media's.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from callcast.player.media.clip import Clip
from callcast.player.speech import renderer
from callcast.player.speech.process import Sound
from callcast.player.speech.settings import SpeechSettings
from callcast.player.speech.utterance import Utterance

ENGINE = "callcast.player.speech.engines.espeak:Espeak"
TEXTS = {"zh-TW": "請 A{} 號到三號櫃檯", "en": "Ticket A {}, please go to counter three"}
CALLS = 100
PAUSE = 0.02
"""Seconds between calls, in which the last clip is stored."""

_condition = renderer._condition
_levelled: list[float] = []


def _timed(sound: Sound) -> Clip:
    began = time.perf_counter()
    clip = _condition(sound)
    _levelled.append(1e3 * (time.perf_counter() - began))
    return clip


async def _calls(speaker: renderer.Renderer) -> list[float]:
    took = []
    for lang, text in TEXTS.items():
        for number in range(CALLS):
            began = time.perf_counter()
            await speaker.render(Utterance(text.format(number), lang))
            took.append(1e3 * (time.perf_counter() - began))
            await asyncio.sleep(PAUSE)
    return took


async def _measure(folder: Path) -> dict[str, list[float]]:
    figures = {}
    speaker = renderer.Renderer(SpeechSettings(engines=(ENGINE,)), folder)
    began = time.perf_counter()
    await speaker.ready()
    figures["start"] = [1e3 * (time.perf_counter() - began)]
    figures["new"] = await _calls(speaker)
    figures["engine"] = [new - levelled for new, levelled in zip(figures["new"], _levelled, strict=True)]
    figures["memory"] = await _calls(speaker)
    await speaker.close()
    speaker = renderer.Renderer(SpeechSettings(engines=(ENGINE,)), folder)
    await speaker.ready()
    figures["disk"] = await _calls(speaker)
    await speaker.close()
    return figures


def main() -> None:
    """Print a line for each way."""
    renderer._condition = _timed
    with tempfile.TemporaryDirectory() as folder:
        for name, took in asyncio.run(_measure(Path(folder))).items():
            high = sorted(took)[int(0.99 * (len(took) - 1))]
            print(f"{name:8} p50 {statistics.median(took):7.2f} ms   p99 {high:7.2f} ms   n {len(took)}")


if __name__ == "__main__":
    main()
