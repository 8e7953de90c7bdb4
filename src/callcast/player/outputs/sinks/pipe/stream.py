"""A pipe of the system as an asyncio stream."""

import asyncio
from typing import IO


async def writer_of(pipe: IO[bytes]) -> asyncio.StreamWriter:
    """A stream into `pipe`, which it owns from now on; `pipe` is closed when this fails."""
    loop = asyncio.get_running_loop()
    protocol = asyncio.StreamReaderProtocol(asyncio.StreamReader(loop=loop), loop=loop)
    try:
        transport, _ = await loop.connect_write_pipe(lambda: protocol, pipe)
    except BaseException:
        pipe.close()
        raise
    return asyncio.StreamWriter(transport, protocol, None, loop)
