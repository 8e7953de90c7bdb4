"""A program for Windows' Python: a tone of 0.5 s in each second, at a named pipe, as a channel's samples would be.

`python -m tests.windows.tone PATH`, until its standard input ends.
"""

import asyncio
import math
import sys
import threading
import time
from array import array

RATE = 24_000
STEP = RATE // 50
LEVEL = 12_000


def samples(step: int) -> bytes:
    """The 20 ms number `step`."""
    if step % 50 >= 25:
        return bytes(2 * STEP)
    return array("h", (int(LEVEL * math.sin(2 * math.pi * 440 * k / RATE)) for k in range(STEP))).tobytes()


async def serve(path: str) -> None:
    """Write to all who have come what is due."""
    if sys.platform == "win32":
        from callcast.player.outputs.sinks.pipe.pipe_server import NamedPipeServer

        there: set[asyncio.StreamWriter] = set()
        server = NamedPipeServer(path, lambda _, writer: there.add(writer), buffer=4_800)
        await server.start()
        sys.stdout.write("up\n")
        sys.stdout.flush()
        began = time.perf_counter()
        step = 0
        while True:
            await asyncio.sleep(max(0.0, began + step / 50 - time.perf_counter()))
            for writer in list(there):
                if writer.is_closing() or writer.transport.get_write_buffer_size() > 48_000:
                    writer.transport.abort()
                    there.discard(writer)
                else:
                    writer.write(samples(step))
            step += 1


def main(path: str) -> None:
    """Serve until standard input ends."""

    def end() -> None:
        sys.stdin.read()
        import os

        os._exit(0)

    threading.Thread(target=end, daemon=True).start()
    asyncio.run(serve(path))


if __name__ == "__main__":
    main(sys.argv[1])
