"""A named pipe as a client finds it; only Windows has them, and `make test-windows` runs these."""

import asyncio
import os
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import pytest

if sys.platform != "win32":
    pytest.skip("named pipes are Windows'; make test-windows runs these", allow_module_level=True)

import ctypes
import msvcrt
from ctypes import wintypes

from callcast.player.outputs.sinks.pipe import named_pipe
from callcast.system import security

T = TypeVar("T")
BUFFER = 4_800
SOUND = bytes(range(256)) * 4


@pytest.fixture
def path() -> str:
    """A name that nobody has."""
    return rf"\\.\pipe\callcast-test-{uuid.uuid4().hex}"


class House:
    """Keeps the streams of who has come."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
        self.all: list[asyncio.StreamWriter] = []

    def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.all.append(writer)
        self.came.put_nowait((reader, writer))

    async def next(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await within(self.came.get())


async def within(work: Awaitable[T], seconds: float = 10.0) -> T:
    return await asyncio.wait_for(work, seconds)


@asynccontextmanager
async def serving(path: str) -> AsyncIterator[House]:
    house = House()
    server = named_pipe.NamedPipeServer(path, house.welcome, buffer=BUFFER)
    await server.start()
    try:
        yield house
    finally:
        server.close()
        await within(server.wait_closed())
        for writer in house.all:
            writer.transport.abort()
        await asyncio.sleep(0.05)


def opened(path: str) -> int:
    """A client as ffmpeg is one: a file descriptor for reading."""
    return os.open(path, os.O_RDONLY | os.O_BINARY)


async def taken(client: int, size: int) -> bytes:
    """So many bytes, or fewer at their end, read as a program does that waits for them."""
    data = b""
    while len(data) < size:
        more: bytes = await within(asyncio.to_thread(os.read, client, size - len(data)))
        if not more:
            break
        data += more
    return data


def on_a_loop(test: Callable[[str], Coroutine[Any, Any, None]]) -> Callable[[str], None]:
    def whole(path: str) -> None:
        asyncio.run(test(path))

    whole.__name__ = test.__name__
    return whole


@on_a_loop
async def test_who_comes_reads_what_is_written(path: str) -> None:
    async with serving(path) as house:
        client = opened(path)
        _, writer = await house.next()
        writer.write(SOUND)
        assert await taken(client, len(SOUND)) == SOUND
        os.close(client)


@on_a_loop
async def test_who_leaves_is_noticed_without_a_write_and_the_next_is_let_in(path: str) -> None:
    async with serving(path) as house:
        for _ in range(3):
            client = opened(path)
            reader, writer = await house.next()
            os.close(client)
            assert await within(reader.read()) == b""
            writer.write(b"late")
            with pytest.raises(ConnectionError):
                await within(writer.drain())


@on_a_loop
async def test_who_leaves_in_the_middle_of_a_write_is_no_fault(path: str) -> None:
    async with serving(path) as house:
        client = opened(path)
        reader, writer = await house.next()
        writer.write(bytes(10 * BUFFER))
        assert await taken(client, 100) == bytes(100)
        os.close(client)
        with pytest.raises(ConnectionError):
            await within(reader.read())
        client = opened(path)
        _, writer = await house.next()
        writer.write(SOUND)
        assert await taken(client, len(SOUND)) == SOUND
        os.close(client)


@on_a_loop
async def test_who_comes_and_goes_at_once_is_no_fault(path: str) -> None:
    async with serving(path) as house:
        for _ in range(3 * named_pipe.WAITING):
            with suppress(OSError):  # all instances are busy
                os.close(opened(path))
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        while not house.came.empty():
            await house.next()
        client = opened(path)
        _, writer = await house.next()
        writer.write(SOUND)
        assert await taken(client, len(SOUND)) == SOUND
        os.close(client)


@on_a_loop
async def test_several_at_a_time(path: str) -> None:
    async with serving(path) as house:
        clients = [opened(path) for _ in range(named_pipe.WAITING)]
        writers = [(await house.next())[1] for _ in clients]
        await asyncio.sleep(0.1)
        clients.append(opened(path))
        writers.append((await house.next())[1])
        for writer in writers:
            writer.write(SOUND)
        for client in clients:
            assert await taken(client, len(SOUND)) == SOUND
            os.close(client)


@on_a_loop
async def test_who_does_not_read_fills_a_small_buffer_and_stops_nobody(path: str) -> None:
    async with serving(path) as house:
        stalled, awake = opened(path), opened(path)
        (_, first), (_, second) = await house.next(), await house.next()
        for _ in range(40):
            first.write(SOUND)
        # One write may be under way beyond the buffer, as a whole.
        assert first.transport.get_write_buffer_size() >= 40 * len(SOUND) - BUFFER - len(SOUND)
        second.write(SOUND)
        assert await taken(awake, len(SOUND)) == SOUND
        os.close(stalled)
        os.close(awake)


@on_a_loop
async def test_a_write_to_who_does_not_read_can_be_cut(path: str) -> None:
    async with serving(path) as house:
        client = opened(path)
        _, writer = await house.next()
        writer.write(bytes(10 * BUFFER))
        writer.transport.abort()
        await asyncio.sleep(0.1)
        assert len(await taken(client, 10 * BUFFER)) <= 2 * BUFFER
        os.close(client)


@on_a_loop
async def test_what_was_written_before_the_end_is_read(path: str) -> None:
    async with serving(path) as house:
        client = opened(path)
        _, writer = await house.next()
        writer.write(SOUND)
        writer.close()
        assert await taken(client, 2 * len(SOUND)) == SOUND
        os.close(client)


@on_a_loop
async def test_a_taken_name_is_refused_and_free_again_after_the_end(path: str) -> None:
    async with serving(path):
        other = named_pipe.NamedPipeServer(path, House().welcome)
        with pytest.raises(FileExistsError, match="another program has a pipe of this name"):
            await other.start()
    async with serving(path):
        pass


@on_a_loop
async def test_nobody_comes_in_after_the_end(path: str) -> None:
    async with serving(path):
        pass
    with pytest.raises(FileNotFoundError):
        opened(path)


@on_a_loop
async def test_a_name_that_is_none_is_refused(path: str) -> None:
    server = named_pipe.NamedPipeServer(r"C:\nowhere\pipe", House().welcome)
    with pytest.raises(OSError):  # noqa: PT011 - in whatever words
        await server.start()


@on_a_loop
async def test_only_this_user_may_read_it_and_nobody_write(path: str) -> None:
    async with serving(path) as house:
        client = opened(path)
        await house.next()
        assert access(client) == f"D:P(A;;0x12008d;;;{security.current_user()})"
        os.close(client)


def access(client: int) -> str:
    """Who may do what with it, as Windows writes it."""
    advapi = ctypes.WinDLL("advapi32", use_last_error=True)
    handle = wintypes.HANDLE(msvcrt.get_osfhandle(client))
    dacl, size, text = 4, wintypes.DWORD(), ctypes.c_void_p()
    advapi.GetKernelObjectSecurity(handle, dacl, None, 0, ctypes.byref(size))
    descriptor = ctypes.create_string_buffer(size.value)
    assert advapi.GetKernelObjectSecurity(handle, dacl, descriptor, size, ctypes.byref(size))
    assert advapi.ConvertSecurityDescriptorToStringSecurityDescriptorW(
        descriptor, 1, dacl, ctypes.byref(text), ctypes.byref(size)
    )
    return ctypes.wstring_at(text.value or 0)
