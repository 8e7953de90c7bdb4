"""Real players, headless, as child processes; each ends within a bounded time."""

import asyncio
import itertools
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from callcast.player.media.profile import Profile

GRACE = 15.0
"""Seconds beyond those of the stream that a player may take to start and to stop."""


@dataclass(frozen=True)
class Played:
    """What a program said; `code` is its exit code."""

    code: int
    out: str
    err: str


def need(program: str) -> str:
    """The program's path; the test is skipped when there is none."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


async def run(
    *command: str, timeout: float, stop_after: float | None = None, env: dict[str, str] | None = None
) -> Played:
    """Run to its end, or until it has been told to stop after so many seconds; killed when the time is over."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **(env or {})},
    )
    talk = asyncio.ensure_future(process.communicate())
    try:
        if stop_after is not None:
            await asyncio.wait([talk], timeout=stop_after)
            if process.returncode is None:
                process.send_signal(signal.SIGINT)
        out, err = await asyncio.wait_for(asyncio.shield(talk), timeout)
    finally:
        if process.returncode is None:
            process.kill()
        await talk
    assert process.returncode is not None
    return Played(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"))


async def ffmpeg(url: str, profile: Profile, seconds: float, *options: str) -> None:
    """Decode, and look at the timestamp of every packet: no error, no gap, none twice."""
    played = await run(
        *("ffmpeg", "-hide_banner", "-nostdin", "-v", "warning", *options, "-i", url),
        *("-t", str(seconds), "-f", "null", "-", "-t", str(seconds), "-c", "copy", "-f", "framecrc", "-"),
        timeout=seconds + GRACE,
    )
    assert played.code == 0, played.err
    assert not re.search(r"error|invalid|miss|corrupt|non.monoton|discont|late", played.err, re.IGNORECASE), played.err
    stamps = [int(line.split(",")[1]) for line in played.out.splitlines() if not line.startswith("#")]
    assert {b - a for a, b in itertools.pairwise(stamps)} == {profile.frame}
    assert len(stamps) * profile.frame / profile.rate > seconds - 0.1


DEPAYLOADERS = {
    "aac": ("rtpmp4gdepay", "avdec_aac"),
    "opus": ("rtpopusdepay", "opusdec"),
    "pcma": ("rtppcmadepay", "alawdec"),
    "pcmu": ("rtppcmudepay", "mulawdec"),
    "l16": ("rtpL16depay", "audioconvert"),
}


async def gstreamer(url: str, profile: Profile, seconds: float, protocols: str, *options: str) -> None:
    """Decode, and look at the timestamp of every buffer: no error or warning, no gap, none twice."""
    depayloader, decoder = DEPAYLOADERS[profile.name]
    frames = int(seconds * profile.rate / profile.frame)
    played = await run(
        *("gst-launch-1.0", "-v", "rtspsrc", f"location={url}", f"protocols={protocols}", "buffer-mode=none"),
        *(*options, "!", depayloader, "!", "identity", "name=seen", "silent=false", f"eos-after={frames + 1}"),
        *("!", decoder, "!", "fakesink", "sync=false"),
        timeout=seconds + GRACE,
    )
    # One time in thirty it wants to pause a connection that it has closed already: its farewell does not count.
    told, farewell, _ = (played.err + played.out).partition("Setting pipeline to NULL")
    assert farewell, told
    assert "Got EOS" in told, told
    assert not re.search(r"^(ERROR|WARNING)", told, re.MULTILINE), told
    found = re.findall(r"seen: last-message = chain .*?pts: (\d+):(\d+):([\d.]+)", played.out)
    stamps = [round((int(h) * 3600 + int(m) * 60 + float(s)) * profile.rate) for h, m, s in found]
    steps = {b - a for a, b in itertools.pairwise(stamps)}
    # Nanoseconds are rounded: a step may be a sample more or less.
    assert len(stamps) >= frames, played.out[-2_000:]
    assert all(abs(step - profile.frame) <= 1 for step in steps), sorted(steps)


async def gstreamer_has(element: str) -> bool:
    """Whether GStreamer has it."""
    return (await run(need("gst-inspect-1.0"), "--exists", element, timeout=GRACE)).code == 0


def _as_nobody(folder: Path) -> list[str]:
    """VLC does not run as root: give up root's rights before, where we have them."""
    if os.name != "posix" or os.geteuid() != 0:
        return []
    os.chown(folder, 65_534, 65_534)
    return [need("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups"]


async def vlc(url: str, rate: int, seconds: float, folder: Path, *options: str) -> Path:
    """Decode to a WAV file of one channel; its path. `folder` must be reachable for everybody."""
    home = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    sound = folder / "heard.wav"
    chain = f"#transcode{{acodec=s16l,channels=1,samplerate={rate}}}:std{{access=file,mux=wav,dst={sound}}}"
    played = await run(
        *(*_as_nobody(folder), "cvlc", "-v", "--no-dbus", *options, "--sout", chain, url, "vlc://quit"),
        timeout=GRACE,
        stop_after=seconds,
        env=home,
    )
    assert not re.search(r"decoder error|buffer too late|discontinuity|lost|clock gap", played.err), played.err
    assert sound.exists(), played.err
    return sound


async def vlc_has(module: str, folder: Path) -> bool:
    """Whether VLC was built with a module."""
    listed = await run(*_as_nobody(folder), "cvlc", "--list", timeout=GRACE, env={"HOME": str(folder)})
    return re.search(rf"^\s*{module}\b", listed.out, re.MULTILINE) is not None


async def vlc_watches(url: str, seconds: float, folder: Path) -> str:
    """Decode sound and picture, in time, to nowhere; all that it says. `folder` must be reachable for everybody."""
    home = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    nowhere = ("--vout", "vdummy", "--aout", "adummy", "--no-video-title-show", "--no-avcodec-hurry-up")
    played = await run(
        *(*_as_nobody(folder), "cvlc", "-vv", "--no-dbus", *nowhere, url, "vlc://quit"),
        timeout=GRACE,
        stop_after=seconds,
        env=home,
    )
    faults = r"decoder error|buffer too late|discontinuity|lost|clock gap|picture is too late|concealing"
    assert not re.search(faults, played.err), re.findall(f".*(?:{faults}).*", played.err)
    return played.err
