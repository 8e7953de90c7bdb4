"""A named pipe of Windows: any number of readers, each from when it comes."""

from callcast.player.outputs.sinks.pipe.errors import NotOnThisSystem
from callcast.player.outputs.sinks.pipe.readers import Readers


async def serve(name: str, readers: Readers) -> None:
    r"""Let readers come to the pipe `\\.\pipe\NAME` until cancelled, each stream of one to `readers.welcome`."""
    raise NotOnThisSystem("A named pipe", "Windows", f"unix:/tmp/{name}.sock")
