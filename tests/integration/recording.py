"""A recording of the test tone, as a process; it says after each frame how many there were."""

import asyncio
import sys
from pathlib import Path

from tests.support.live import ToneChannel

from callcast.player.outputs.sinks.file.settings import FileSettings
from callcast.player.outputs.sinks.file.sink import FileSink


async def main(folder: Path) -> None:
    """Record until killed."""
    channel = ToneChannel()
    sink = FileSink(channel, FileSettings(folder=folder))
    recording = asyncio.ensure_future(sink.run())
    await asyncio.sleep(0)  # it listens from here on
    track = channel.track("aac")
    track.subscribe(1, lambda: print(track.position, flush=True))  # noqa: T201
    await asyncio.gather(recording, channel.run())


asyncio.run(main(Path(sys.argv[1])))
