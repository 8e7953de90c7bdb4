"""The real HTTP server of boards, on loopback, and a client that speaks no more than it must."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from callcast.player.outputs.channel import Channel
from callcast.player.outputs.servers.http.server import HttpServer
from callcast.player.outputs.servers.http.settings import HttpSettings
from callcast.player.outputs.servers.rtsp.programs import Served
from callcast.player.outputs.servers.rtsp.settings import RtspChannelSettings

OPEN = RtspChannelSettings()


@asynccontextmanager
async def showing(
    *channels: Channel, settings: dict[str, Any] | None = None, channel_settings: RtspChannelSettings = OPEN
) -> AsyncIterator[HttpServer]:
    """A server of these channels on a free port, `server.port`."""
    server = HttpServer(HttpSettings.model_validate({"listen": "127.0.0.1:0", **(settings or {})}))
    await server.serve([Served(one, one.id.title(), channel_settings) for one in channels])
    try:
        yield server
    finally:
        await server.close()


class Display:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, path: str, method: str = "GET", **headers: str) -> None:
        lines = [
            f"{method} {path} HTTP/1.1",
            *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        ]
        if "Host" not in headers:
            lines.append("Host: localhost")
        self.writer.write("".join(f"{line}\r\n" for line in (*lines, "")).encode())

    async def head(self) -> tuple[int, dict[str, str]]:
        """Of an answer: its status and headers, whose names are in small letters."""
        text = (await self.reader.readuntil(b"\r\n\r\n")).decode().rstrip("\r\n")
        first, *lines = text.split("\r\n")
        return int(first.split()[1]), {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}

    async def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer."""
        await self.send(path, method, **headers)
        status, given = await self.head()
        size = 0 if method == "HEAD" else int(given.get("content-length", 0))
        return status, given, await self.reader.readexactly(size)

    async def look(self, path: str = "/channels/hall/board.mjpeg", **headers: str) -> None:
        """Begin a stream."""
        await self.send(path, **headers)
        status, given = await self.head()
        assert status == 200
        assert given["content-type"] == "multipart/x-mixed-replace; boundary=callcast-board"
        assert await self.reader.readexactly(16) == b"--callcast-board"

    async def part(self) -> bytes:
        """The next picture of it."""
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        assert lines[:2] == ["", "Content-Type: image/jpeg"]
        jpeg = await self.reader.readexactly(int(lines[2].removeprefix("Content-Length: ")))
        assert await self.reader.readexactly(18) == b"\r\n--callcast-board"
        return jpeg


@asynccontextmanager
async def display(server: HttpServer, limit: int = 2**20) -> AsyncIterator[Display]:
    """A client of the server, which keeps at most so many bytes that were not read."""
    assert server.port is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=limit)
    try:
        yield Display(reader, writer)
    finally:
        writer.transport.abort()
