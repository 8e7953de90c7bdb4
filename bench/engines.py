"""What each engine takes: `python -m bench.engines VOICES [engine ...]`.

VOICES is the folder of installed voices. For each engine and language that it speaks: seconds to start, to the first
sound and to the last, against the sound's own length (real-time factor), the worker's memory after a hundred texts, and
milliseconds from a cancel to the end of its process.
"""

import asyncio
import contextlib
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from bench.figures import table
from bench.pacer import ENGINES
from callcast.player.speech import protocol
from callcast.player.speech.engine import Request
from callcast.player.speech.errors import EngineError
from callcast.player.speech.process import Process
from callcast.player.speech.settings import SpeechSettings
from callcast.tags import lookup

TEXTS = {
    "zh-TW": "請A零一{}號，到三號櫃檯。",
    "en": "Ticket A, zero one {}, please go to counter three.",
    "ja": "番号札、エー、ゼロ、{}番の方、三番窓口へお越しください。",
}
DIGITS = {
    "zh-TW": "零一二三四五六七八九",
    "en": "zero one two three four five six seven eight nine".split(),  # noqa: SIM905 - it reads better
    "ja": "ゼロ イチ ニ サン ヨン ゴ ロク ナナ ハチ キュウ".split(),  # noqa: SIM905
}
TIMES, MANY = 10, 100


def _request(process: Process, lang: str, number: int) -> Request | None:
    tag = lookup(lang, [tag for voice in process.voices for tag in voice.languages])
    voice = next((voice for voice in process.voices if tag in voice.languages), None)
    if tag is None or voice is None:
        return None
    return Request(TEXTS[lang].format(DIGITS[lang][number % 10]), voice.name, tag)


async def _timed(process: Process, request: Request) -> tuple[float, float, float]:
    """Seconds to the first block, to the last, and of sound."""
    told = {"text": request.text, "voice": request.voice, "language": request.language, "spoken": []}
    began, first, size, rate = time.monotonic(), 0.0, 0, 1
    async for answer in process._ask({"do": "synthesize", **told}, 120, 120):
        if isinstance(answer, protocol.Rate):
            rate = answer.rate
        elif isinstance(answer, protocol.Block):
            first = first or time.monotonic() - began
            size += len(answer.pcm) // 2
    return first, time.monotonic() - began, size / rate


async def _cancelled(process: Process, request: Request) -> float:
    """Milliseconds until its process is gone; ends its use."""
    task = asyncio.ensure_future(process.synthesize(request))
    await asyncio.sleep(0.02)
    began = time.monotonic()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, EngineError):
        await task
    await process.ended.wait()
    return 1000 * (time.monotonic() - began)


async def engine(name: str, settings: SpeechSettings) -> list[Sequence[object]]:
    """A row for each language."""
    process = Process(name, settings)
    rows: list[Sequence[object]] = []
    last = None
    try:
        await process.start()
        for lang in TEXTS:
            if _request(process, lang, 0) is None:
                continue
            took = [await _timed(process, last) for k in range(TIMES) if (last := _request(process, lang, k))]
            first, whole, sound = (statistics.median(values) for values in zip(*took, strict=True))
            rows.append((name, lang, process.start_seconds, 1000 * first, 1000 * whole, whole / sound, sound))
        if last is None:
            return rows
        before = psutil.Process(process.pid).memory_info().rss
        for _ in range(MANY):
            await _timed(process, last)
        after = psutil.Process(process.pid).memory_info().rss
        print(f"{name}: {before / 2**20:.0f} MiB, {after / 2**20:.0f} after {MANY} texts more; ", end="")
        print(f"gone {await _cancelled(process, last):.1f} ms after a cancel", flush=True)
        return rows
    except EngineError as error:
        print(error)
        return rows
    finally:
        await process.close()


async def main(voices: Path, names: Sequence[str]) -> None:
    """Print what was measured."""
    settings = SpeechSettings(voices=voices, block_timeout=120, request_timeout=120)
    rows = [row for name in names for row in await engine(name, settings)]
    rows = [(*row[:5], f"{row[5]:.3f}", row[6]) for row in rows]
    table(("engine", "language", "start s", "first sound ms", "all of it ms", "real-time factor", "sound s"), rows)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:] or ENGINES))
