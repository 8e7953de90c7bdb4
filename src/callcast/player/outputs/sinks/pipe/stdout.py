"""Standard output: one reader, behind whom the work is over."""

import os
import stat
import sys

from callcast.player.outputs.sinks.pipe.errors import NoReader
from callcast.player.outputs.sinks.pipe.kernel import keep_little
from callcast.player.outputs.sinks.pipe.readers import Readers
from callcast.player.outputs.sinks.pipe.stream import writer_of

assert sys.platform != "win32"

STDOUT = 1


async def serve(readers: Readers) -> None:
    """Write to standard output; returns when its reader has left."""
    mode = os.fstat(STDOUT).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        raise NoReader
    keep_little(STDOUT, readers.track().profile)
    async with readers.come():
        try:
            await readers.take(await writer_of(os.fdopen(os.dup(STDOUT), "wb", 0)))
        finally:
            os.set_blocking(STDOUT, True)  # which whoever shares it with us expects
