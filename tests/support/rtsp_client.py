"""A raw RTSP client for tests: it says exactly what it is told to."""

import asyncio
import ssl

from callcast.player.outputs.rtsp.message import Headers, Interleaved, Parser, Request, Response

WAIT = 5.0


class RawClient:
    """One connection. Interleaved frames that come between answers are kept in `frames`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.frames: list[Interleaved] = []
        self._parser = Parser()
        self._cseq = 0
        self._session: str | None = None

    @classmethod
    async def connect(cls, port: int, host: str = "127.0.0.1", *, tls: ssl.SSLContext | None = None) -> "RawClient":
        return cls(*await asyncio.open_connection(host, port, ssl=tls))

    async def _next(self) -> Response | Interleaved:
        while (one := self._parser.next_message()) is None:
            data = await asyncio.wait_for(self.reader.read(65_536), WAIT)
            if not data:
                raise ConnectionError("closed by the server")
            self._parser.receive(data)
        assert not isinstance(one, Request)
        return one

    async def ask(self, method: str, uri: str, **headers: str) -> Response:
        """Send a request, with the session if there is one; the answer."""
        self._cseq += 1
        fields = [("CSeq", str(self._cseq)), *headers.items()]
        if self._session is not None:
            fields.append(("Session", self._session))
        self.writer.write(Request(method, uri, Headers(tuple(fields))).encode())
        while isinstance(answer := await self._next(), Interleaved):
            self.frames.append(answer)
        session = answer.headers.get("Session")
        self._session = session.partition(";")[0] if session else self._session
        return answer

    async def frame(self) -> Interleaved:
        """The next interleaved frame."""
        if self.frames:
            return self.frames.pop(0)
        one = await self._next()
        assert isinstance(one, Interleaved)
        return one

    async def closed(self) -> None:
        """Return when the server has closed the connection."""
        try:
            while True:
                one = await self._next()
                assert isinstance(one, Interleaved)
                self.frames.append(one)
        except ConnectionError:
            return

    async def play(self, uri: str, transport: str = "RTP/AVP/TCP;unicast;interleaved=0-1") -> Response:
        """SETUP and PLAY; the answer to SETUP."""
        setup = await self.ask("SETUP", f"{uri}/track1", Transport=transport)
        assert setup.status == 200, setup
        play = await self.ask("PLAY", uri)
        assert play.status == 200, play
        return setup

    async def close(self) -> None:
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except (ConnectionError, ssl.SSLError):
            return
