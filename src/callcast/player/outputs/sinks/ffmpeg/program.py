"""The ffmpeg program: found, and looked at once."""

import asyncio
import importlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from callcast.child import Child
from callcast.player.outputs.sinks.ffmpeg.abilities import Abilities, Needs, listed, protocols
from callcast.player.outputs.sinks.ffmpeg.errors import FfmpegLacks, FfmpegMissing, FfmpegUnusable
from callcast.player.outputs.sinks.ffmpeg.version import Version

ANSWERS_WITHIN = 5.0
"""Seconds that a program has to say all that it is; one that is not in memory yet takes a while."""


@dataclass(frozen=True)
class Program:
    """An ffmpeg at `path` that is new enough."""

    path: str
    version: Version
    abilities: Abilities

    def must(self, needs: Needs) -> None:
        """`FfmpegLacks` unless it has all of that."""
        if missing := tuple(needs.missing(self.abilities)):
            raise FfmpegLacks(self.path, self.version.name, missing)


_looked_at: dict[tuple[str, int], Program] = {}
"""By path and time of its file: one that is replaced is looked at again."""


async def find(named: str | None) -> Program:
    """The program of that name or path, else on the PATH, else of the `imageio-ffmpeg` package; a `FfmpegError`."""
    path = locate(named)
    key = (path, Path(path).stat().st_mtime_ns)  # noqa: ASYNC240 - not worth a thread
    if key not in _looked_at:
        _looked_at[key] = await _look(path)
    return _looked_at[key]


def locate(named: str | None) -> str:
    """Where `find` finds it; `FfmpegMissing`."""
    path = shutil.which(named or "ffmpeg") or (None if named else _from_package())
    if path is None:
        raise FfmpegMissing(named)
    return path


def _from_package() -> str | None:
    try:
        path: str = importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe()
    except (ImportError, RuntimeError):
        return None
    return shutil.which(path)


async def _look(path: str) -> Program:
    questions = ("-version", "-muxers", "-encoders", "-protocols", "-demuxers")
    asking = [asyncio.ensure_future(_ask(path, question)) for question in questions]
    try:
        said, muxers, encoders, ways, demuxers = await asyncio.wait_for(asyncio.gather(*asking), ANSWERS_WITHIN)
    except asyncio.TimeoutError:
        raise FfmpegUnusable(path, f"does not say within {ANSWERS_WITHIN:g} s what it is") from None
    finally:
        await asyncio.wait(asking)  # they were cancelled, or are done
    version = Version.parse(said)
    if version is None:
        raise FfmpegUnusable(path, "does not run, or is no ffmpeg")
    if not version.new_enough:
        raise FfmpegUnusable(path, f"is {version.name}, older than 5.1")
    abilities = Abilities(listed(muxers), listed(encoders), *protocols(ways), listed(demuxers))
    return Program(path, version, abilities)


async def _ask(path: str, question: str) -> str:
    """What it prints; nothing when it does not run."""
    try:
        child = await Child.start(path, "-hide_banner", question, stdout=True)
    except OSError:
        return ""
    assert child.stdout is not None
    try:
        return (await child.stdout.read()).decode("utf-8", "replace")
    finally:
        await child.close()
