"""The voices of Microsoft Edge, by the package edge-tts. They need the internet: each text goes to Microsoft."""

import asyncio
import hashlib
import importlib.metadata
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

from callcast import extras
from callcast.player.speech import sound_stream
from callcast.player.speech.engine import Request, Speech, Voice
from callcast.player.speech.engines import plain
from callcast.player.speech.errors import EngineFailed, EngineUnavailable, SynthesisTimeout

_CONNECT = 5
"""Seconds to reach the service."""
_RENEW = "pip install --upgrade edge-tts may help"


class Edge:
    """The engine."""

    name = "edge"

    def __init__(self, voices: Mapping[str, Sequence[str]], rate: int, pitch: int, timeout: int) -> None:
        self.version = self.digest = ""
        self._table, self._timeout = dict(voices), timeout
        self._speed, self._pitch = f"{rate:+d}%", f"{pitch:+d}Hz"

    def start(self) -> None:
        """Load the package, and have the service say a word."""
        try:
            import edge_tts
        except ImportError as error:
            reason = f"edge-tts is not installed; add it by {extras.install('edge')}"
            raise EngineUnavailable(self.name, reason) from error
        self._communicate = edge_tts.Communicate
        self._loop = asyncio.new_event_loop()
        self.version = importlib.metadata.version("edge-tts")
        self.digest = hashlib.sha256(repr((self._speed, self._pitch)).encode()).hexdigest()
        plain.tried(self)

    def voices(self) -> list[Voice]:
        """As the settings list them."""
        return plain.voices(self._table)

    def synthesize(self, request: Request) -> Speech:
        """Speak, as the sound comes."""
        text = plain.line(self.name, request, self._table)
        wanted = self._communicate(
            text,
            request.voice,
            rate=self._speed,
            pitch=self._pitch,
            connect_timeout=min(_CONNECT, self._timeout),
            receive_timeout=self._timeout,
        )
        return sound_stream.speech(self.name, self._pieces(wanted))

    def _pieces(self, wanted: Any) -> Iterator[bytes]:
        """The sound of the service's answers, with what goes wrong said in our words."""
        stream, size = wanted.stream(), 0
        try:
            while (chunk := self._next(stream)) is not None:
                if chunk["type"] == "audio":
                    size += len(chunk["data"])
                    yield chunk["data"]
        finally:
            self._loop.run_until_complete(stream.aclose())
        # The package takes a connection that ends for the end of the sound, but counts only what was said to be whole.
        if wanted.state["cumulative_audio_bytes"] != size:
            raise EngineFailed(self.name, "the service broke off in the middle of the sound")

    def _next(self, stream: AsyncIterator[Any]) -> Any:
        """The next chunk; None at the end."""
        import aiohttp
        from edge_tts.exceptions import EdgeTTSException, NoAudioReceived

        try:
            return self._loop.run_until_complete(asyncio.wait_for(_chunk(stream), self._timeout))
        except NoAudioReceived as error:  # for this text, or because the connection was cut
            raise EngineFailed(self.name, "the service gave no sound") from error
        except asyncio.TimeoutError as error:
            raise SynthesisTimeout(self.name, f"the service said nothing for {self._timeout} s") from error
        except aiohttp.ClientResponseError as error:
            if error.status in (401, 403):
                raise EngineUnavailable(self.name, f"the service refuses us ({error.status}); {_RENEW}") from error
            raise EngineFailed(self.name, f"the service answered {error.status}") from error
        except (aiohttp.ClientError, OSError) as error:
            reason = getattr(error, "strerror", None) or error  # all of it names objects of Python
            raise EngineFailed(self.name, f"the service cannot be reached ({reason}); it needs the internet") from error
        except (EdgeTTSException, ValueError, LookupError) as error:
            raise EngineFailed(self.name, f"the service answered what edge-tts does not know; {_RENEW}") from error


async def _chunk(stream: AsyncIterator[Any]) -> Any:
    return await anext(stream, None)
