"""ffmpeg.exe, with the original's own line: it reads a named pipe and publishes by RTSP."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.windows.wine import Wine

LINE = ("-f", "s16le", "-ar", "24000", "-ac", "1", "-i", "{pipe}", "-c:a", "aac")
RTSP = ("-f", "rtsp", "-rtsp_transport", "tcp", "{url}")


def program(wine: Wine) -> str:
    """Where the imageio-ffmpeg wheel has it."""
    [found] = (wine.home / "site" / "imageio_ffmpeg" / "binaries").glob("ffmpeg-win-*.exe")
    return str(found)


@contextmanager
def publishing(wine: Wine, pipe: str, url: str) -> Iterator["subprocess.Popen[bytes]"]:
    """ffmpeg.exe at work; killed with the block."""
    line = [part.format(pipe=pipe, url=url) for part in (*LINE, *RTSP)]
    process = subprocess.Popen(
        ["wine", program(wine), "-hide_banner", "-v", "warning", "-nostdin", *line],
        env=wine.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)
        assert process.stderr is not None
        process.stderr.close()  # not to its end, which Wine's own programs may keep from coming
