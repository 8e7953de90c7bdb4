"""A named pipe of Windows: any number of readers, each from when it comes."""

import asyncio
import sys

from callcast.player.outputs.sinks.pipe.errors import CannotUse, PlaceTaken
from callcast.player.outputs.sinks.pipe.kernel import kept_bytes
from callcast.player.outputs.sinks.pipe.place import WINDOWS
from callcast.player.outputs.sinks.pipe.readers import Readers

assert sys.platform == "win32"


async def serve(name: str, readers: Readers) -> None:
    r"""Let readers come to the pipe `\\.\pipe\NAME` until cancelled."""
    from callcast.player.outputs.sinks.pipe.pipe_server import NamedPipeServer

    def came(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        readers.welcome(writer)

    path = WINDOWS + name
    server = NamedPipeServer(path, came, buffer=kept_bytes(readers.track().profile))
    try:
        await server.start()
        async with readers.come():
            await server.serve_forever()
    except FileExistsError:
        raise PlaceTaken(path, "is another program's pipe", "stop that program, or choose another name") from None
    except OSError as error:
        raise CannotUse(path, error, "choose another name") from None
    finally:
        server.close()
        await server.wait_closed()
