"""How late frames are while an engine loads and speaks: `python -m bench.pacer VOICES [engine ...]`.

VOICES is the folder of installed voices. Twenty channels with a listener each, on the machine's own clock, in a process
that is put together as the player's; each engine in turn is loaded and speaks new texts on one of them, which are
levelled and encoded. An engine that cannot be used here is named with its reason.
"""

import asyncio
import gc
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench.figures import table
from callcast.player.media.clip import Clip
from callcast.player.playout.announcement import Announcement, Rendered
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SystemClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.lateness import Lateness
from callcast.player.playout.ticker import Ticker
from callcast.player.speech.errors import SpeechError
from callcast.player.speech.renderer import Renderer
from callcast.player.speech.settings import SpeechSettings
from callcast.player.speech.utterance import Utterance
from callcast.runtime.player import GIVE_BACK
from callcast.testing.house import Settings

ENGINES = ("espeak", "pyttsx3", "hibari", "piper", "sherpa", "kokoro")
CHANNELS, CALLS, IDLE = 20, 20, 20.0
"""Channels, texts that each engine speaks, and seconds without any engine for comparison."""
LONG = 3_600
"""Seconds that are remembered."""
TEXTS = ("Order number {} is ready", "請到 {} 號櫃檯", "{} 番窓口へお越しください")
LANGUAGES = ("en", "zh-TW", "ja")
SHARES = (0.5, 0.99, 0.999, 1.0)

Row = Sequence[object]


@asynccontextmanager
async def hall() -> AsyncIterator[ChannelSet]:
    """Channels that tick, each with somebody who listens."""
    ticker = Ticker(SystemClock())
    channels = ChannelSet(ticker, Encoder())
    await channels.apply([Settings(id=f"c{number}") for number in range(CHANNELS)])
    taps = [channel.track("aac").tap(lambda frame: None, lambda: None) for channel in channels]
    gc.freeze()  # as the player does
    ticking = asyncio.ensure_future(ticker.run())
    try:
        yield channels
    finally:
        ticking.cancel()
        for tap in taps:
            tap.close()
        channels.close()
        await asyncio.gather(ticking, return_exceptions=True)


def measured(name: str, doing: str, ticker: Ticker) -> Row:
    """What has been noted, of which nothing is kept."""
    values = ticker.lateness.quantiles(ticker.clock.now(), *SHARES)
    ticker.lateness = Lateness(LONG)
    return (name, doing, *values)


async def speak(name: str, channels: ChannelSet, renderer: Renderer) -> int:
    """Every text once, in the first language that the engine speaks; how many were spoken."""
    said = 0
    for number in range(CALLS):
        for text, lang in zip(TEXTS, LANGUAGES, strict=True):
            try:
                clip = await renderer.render(Utterance(text.format(number), lang))
            except SpeechError:
                continue  # the next language
            said += 1
            channels["c0"].submit(Announcement(f"{name} {number}", lambda clip=clip: given(clip)))  # type: ignore[misc]
            break
    return said


async def given(clip: Clip) -> Rendered:
    """As the channel asks for it."""
    return Rendered((clip,))


async def engine(name: str, voices: Path, channels: ChannelSet) -> list[Row]:
    """Load it, let it speak."""
    settings = SpeechSettings(engines=(name,), voices=voices, block_timeout=60, request_timeout=120)
    with tempfile.TemporaryDirectory() as cache:
        renderer = Renderer(settings, Path(cache))
        try:
            await renderer.ready()
            rows = [measured(name, "loads", channels.ticker)]
            if (state := renderer.health()[name]) != "ready":
                print(f"{name}: {state}")
                return []
            said = await speak(name, channels, renderer)
            return [*rows, measured(name, f"speaks {said} texts", channels.ticker)]
        finally:
            await renderer.close()


async def main(voices: Path, names: Sequence[str]) -> None:
    """Print the table."""
    sys.setswitchinterval(GIVE_BACK)
    async with hall() as channels:
        channels.ticker.lateness = Lateness(LONG)
        await asyncio.sleep(IDLE)
        rows = [measured("none", "", channels.ticker)]
        for name in names:
            rows += await engine(name, voices, channels)
    table(("engine", "", "p50 ms", "p99 ms", "p99.9 ms", "worst ms"), rows)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:] or ENGINES))
