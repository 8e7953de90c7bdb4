"""Programs that are used where they are there."""

import asyncio
from collections.abc import Iterator

from callcast.cli.doctor.check import Check, Place, fail, ok, warn
from callcast.errors import CallcastError
from callcast.player.outputs.secret_url import shown
from callcast.player.outputs.sinks.ffmpeg.errors import FfmpegMissing
from callcast.player.outputs.sinks.ffmpeg.program import find
from callcast.player.outputs.sinks.ffmpeg.settings import FfmpegSettings
from callcast.player.outputs.sinks.ffmpeg.sink import FfmpegSink


def check(place: Place) -> Iterator[Check]:
    """A line on ffmpeg, and one on each output that it cannot serve."""
    wanted = [
        (channel.id, output)
        for channel in place.settings.channels
        for output in channel.outputs
        if isinstance(output, FfmpegSettings)
    ]
    yield from _ffmpeg(needed=any(output.program is None for _, output in wanted))
    for channel, output in wanted:
        try:
            asyncio.run(FfmpegSink.check(output))
        except CallcastError as error:  # noqa: PERF203 - few
            fault, remedy = _told(error)
            yield fail(f"output ffmpeg {shown(output.url)} of channel {channel}: {fault}", remedy)


def _ffmpeg(*, needed: bool) -> Iterator[Check]:
    try:
        program = asyncio.run(find(None))
    except CallcastError as error:
        fault, remedy = _told(error)
        if isinstance(error, FfmpegMissing) and not needed:
            fault, remedy = "no ffmpeg program", f'only outputs of kind "ffmpeg" need it: {remedy}'
        yield warn(fault, remedy)
    else:
        yield ok(f"ffmpeg program {program.path}, version {program.version.name}")


def _told(error: CallcastError) -> tuple[str, str]:
    """What is wrong, and what to do, which may have a semicolon of its own."""
    fault, _, remedy = str(error).rstrip(".").partition("; ")
    return fault, remedy
