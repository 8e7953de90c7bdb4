"""The real server with raw clients; frames are sent by hand."""

import asyncio
import base64
import io
import json
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.support.live import ToneChannel
from tests.support.screen import ScreenChannel
from tests.support.showing import OPEN, Display, display, showing

from callcast.errors import PortTaken
from callcast.player.outputs.errors import CannotListen
from callcast.player.outputs.rtsp.auth import Credentials, Scheme
from callcast.player.outputs.rtsp.challenge import Prover, choose
from callcast.player.outputs.servers.http import connection
from callcast.player.outputs.servers.http.server import HttpServer
from callcast.player.outputs.servers.http.settings import HttpSettings
from callcast.player.outputs.servers.rtsp.programs import Served
from callcast.player.outputs.servers.rtsp.settings import RtspChannelSettings

Runner = Callable[[Coroutine[Any, Any, None]], None]
JPG = "/channels/hall/board.jpg"
LOCKED = RtspChannelSettings(user="wall", password="s3cret", auth=(Scheme.MD5, Scheme.BASIC))
BASIC = "Basic " + base64.b64encode(b"wall:s3cret").decode()


@pytest.fixture(params=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Runner:
    """Runs a test on each event loop that there is, for at most 20 s."""
    loops = asyncio if request.param == "asyncio" else pytest.importorskip("uvloop")

    def bounded(test: Coroutine[Any, Any, None]) -> None:
        loops.run(asyncio.wait_for(test, 20))

    return bounded


async def ended(client: Display) -> bool:
    """Whether the server closes the connection, having sent no more."""
    return await client.reader.read() == b""


def detail(body: bytes) -> str:
    fault = json.loads(body)
    assert set(fault) == {"type", "title", "status", "detail"}
    return str(fault["detail"])


def test_a_picture_and_whether_it_is_another(run: Runner) -> None:
    async def test() -> None:
        hall = ScreenChannel()
        async with showing(hall) as server, display(server) as client:
            status, headers, body = await client.ask(f"{JPG}?t=1")
            assert (status, headers["content-type"], headers["cache-control"]) == (200, "image/jpeg", "no-cache")
            assert headers["etag"] == f'"{hall.gops[0].digest}"'
            assert Image.open(io.BytesIO(body)).size == (640, 360)
            status, same, none = await client.ask(JPG, If_None_Match=headers["etag"])
            assert (status, same["etag"], none) == (304, headers["etag"], b"")
            status, asked, none = await client.ask(JPG, "HEAD")
            assert (status, asked["content-length"], none) == (200, str(len(body)), b"")
            hall.video.show(hall.gops[1], 0)
            status, headers, other = await client.ask(JPG, If_None_Match=headers["etag"])
            assert (status, headers["etag"]) == (200, f'"{hall.gops[1].digest}"')
            assert other != body

    run(test())


def test_a_stream_has_the_picture_at_once_and_then_each_change(run: Runner) -> None:
    async def test() -> None:
        hall = ScreenChannel()
        async with showing(hall) as server, display(server) as client, display(server) as single:
            await client.look()
            first = await client.part()
            assert first == (await single.ask(JPG))[2]
            hall.video.step(5)
            hall.video.show(hall.gops[1], 8)
            hall.video.step(3)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.reader.read(1), 0.1)
            hall.video.step()
            second = await client.part()
            assert second == (await single.ask(JPG))[2] != first
            hall.video.show(hall.gops[0], hall.video.position)
            hall.video.step()
            assert await client.part() == first

    run(test())


def test_pictures_are_coded_once_for_all_and_only_when_asked_for(run: Runner) -> None:
    async def test() -> None:
        hall = ScreenChannel()
        async with showing(hall) as server:
            stills = server._stills
            async with display(server) as one, display(server) as two:
                assert stills.made == 0
                assert hall.video.readers == 0
                await asyncio.gather(one.look(), two.look())
                assert await one.part() == await two.part()
                assert (stills.made, hall.video.readers) == (1, 1)
            async with display(server) as three:
                assert (await three.ask(JPG))[0] == 200
                assert stills.made == 1
                while hall.video.readers:  # noqa: ASYNC110 - what it waits for is on the other side of a socket
                    await asyncio.sleep(0.01)

    run(test())


def test_an_unchanged_picture_is_sent_again(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcast.player.outputs.servers.http.stream.AGAIN", 0.1)

    async def test() -> None:
        async with showing(ScreenChannel()) as server, display(server) as client:
            await client.look()
            assert await client.part() == await client.part() == await client.part()

    run(test())


def test_a_board_that_shows_nothing_yet(run: Runner) -> None:
    async def test() -> None:
        hall = ScreenChannel()
        hall.video._shows.clear()
        async with showing(hall) as server, display(server) as client, display(server) as single:
            status, headers, body = await single.ask(JPG)
            assert (status, headers["retry-after"]) == (503, "1")
            assert detail(body).startswith("This board shows nothing yet")
            await client.look()
            hall.video.show(hall.gops[0], 0)
            hall.video.step()
            assert await client.part()

    run(test())


def test_what_is_not_there(run: Runner) -> None:
    async def test() -> None:
        async with showing(ScreenChannel(), ToneChannel("yard")) as server, display(server) as client:
            for path, says in {
                "/": 'There is nothing at "/"',
                "/channels/hall": "boards are at /channels/ID/board.jpg",
                "/channels/gate/board.jpg": 'There is no channel "gate"',
                "/channels/yard/board.mjpeg": "has no board; set board = true for it, or mend what the log says of it.",
                f"/{'x' * 5000}": "There is nothing",
            }.items():
                status, headers, body = await client.ask(path)
                assert (status, headers["content-type"]) == (404, "application/problem+json")
                assert says in detail(body)
                assert len(body) < 400
            status, headers, body = await client.ask(JPG, "DELETE")
            assert (status, headers["allow"]) == (405, "GET, HEAD")
            assert "with DELETE" in detail(body)

    run(test())


def test_head_of_a_stream_is_only_its_head(run: Runner) -> None:
    async def test() -> None:
        async with showing(ScreenChannel()) as server, display(server) as client:
            await client.send("/channels/hall/board.mjpeg", "HEAD")
            status, headers = await client.head()
            assert status == 200
            assert headers["content-type"].startswith("multipart/x-mixed-replace")
            assert await ended(client)

    run(test())


def test_a_protected_channel_is_protected_here(run: Runner) -> None:
    async def test() -> None:
        async with showing(ScreenChannel(), channel_settings=LOCKED) as server, display(server) as client:
            for path in (JPG, "/channels/hall/board.mjpeg"):
                for headers in ({}, {"Authorization": "Basic d2FsbDp3cm9uZw=="}):
                    status, given, body = await client.ask(path, **headers)
                    assert (status, "image" in given["content-type"]) == (401, False)
                    assert "needs a user and a password" in detail(body)
            assert (await client.ask(JPG, Authorization=BASIC))[0] == 200
            await client.send(JPG)
            text = (await client.reader.readuntil(b"\r\n\r\n")).decode()
            await client.reader.readuntil(b"}")
            offered = [one.partition(": ")[2] for one in text.split("\r\n") if one.lower().startswith("www-auth")]
            assert [one.split()[0] for one in offered] == ["Digest", "Basic"]
            prover, challenge = Prover(Credentials("wall", "s3cret")), choose(offered)
            assert challenge is not None
            prover.take(challenge)
            proof = prover.authorization("GET", JPG)
            assert proof is not None
            assert (await client.ask(JPG, Authorization=proof))[0] == 200
            await client.look(Authorization=BASIC)
            assert await client.part()

    run(test())


def test_a_foreign_name_for_this_machine_is_refused(run: Runner) -> None:
    async def test() -> None:
        async with showing(ScreenChannel()) as server, display(server) as client:
            assert (await client.ask(JPG, Host="evil.example"))[0] == 400
            assert (await client.ask(JPG, Host="127.0.0.1:8081"))[0] == 200
        every = {"listen": "0.0.0.0:0"}
        async with showing(ScreenChannel(), settings=every) as server, display(server) as client:
            assert (await client.ask(JPG, Host="sign.example"))[0] == 200

    run(test())


def test_a_slow_reader_gets_the_newest_and_holds_up_nobody(run: Runner) -> None:
    async def test() -> None:
        hall = ScreenChannel(seeds=range(12))
        async with showing(hall) as server, display(server, 1024) as slow, display(server) as quick:
            # 2 MB may lie in the kernel between the two, but for this.
            slow.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            await slow.look()
            await quick.look()
            seen = [await quick.part()]
            for _ in range(10):
                for gop in hall.gops[1:]:
                    hall.video.show(gop, hall.video.position)
                    hall.video.step()
                    seen.append(await asyncio.wait_for(quick.part(), 5))
            got = [await slow.part()]
            while got[-1] != seen[-1]:
                got.append(await asyncio.wait_for(slow.part(), 5))
            assert len(got) < len(seen) / 2

    run(test())


def test_a_reader_that_takes_nothing_is_cut(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.3)

    async def test() -> None:
        hall = ScreenChannel(seeds=range(12))
        async with showing(hall) as server, display(server, 1024) as slow:
            slow.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            await slow.look()
            while len(server._connections):
                for gop in hall.gops:
                    hall.video.show(gop, hall.video.position)
                    hall.video.step()
                    await asyncio.sleep(0.01)
            assert hall.video.readers == 0

    run(test())


def test_connections_are_bounded(run: Runner) -> None:
    async def test() -> None:
        limits = {"limits": {"connections_per_address": 2}}
        async with showing(ScreenChannel(), settings=limits) as server, display(server) as one, display(server) as two:
            await one.look()
            assert (await two.ask(JPG))[0] == 200
            async with display(server) as three:
                status, headers = await three.head()
                assert (status, headers["retry-after"]) == (503, "10")
            one.writer.close()
            while len(server._connections) > 1:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            async with display(server) as four:
                assert (await four.ask(JPG))[0] == 200

    run(test())


def test_requests_are_bounded_in_length_and_in_time(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.3)
    monkeypatch.setattr("callcast.player.outputs.servers.http.server.CHECK", 0.05)

    async def test() -> None:
        async with showing(ScreenChannel(), settings={"limits": {"head_bytes": 1024}}) as server:
            async with display(server) as client:
                client.writer.write(b"GET / HTTP/1.1\r\nX: " + b"x" * 2000)
                assert (await client.head())[0] == 431
            async with display(server) as client:
                assert await ended(client)
            async with display(server) as client:
                client.writer.write(b"GET / HTTP/1.1\r\n")
                assert await ended(client)
            async with display(server) as client:
                assert (await client.ask(JPG))[0] == 200
                assert await ended(client)

    run(test())


def test_several_requests_at_once_are_answered_in_their_order(run: Runner) -> None:
    async def test() -> None:
        async with showing(ScreenChannel()) as server, display(server) as client:
            for path in (JPG, "/", JPG):
                await client.send(path)
            for status in (200, 404, 200):
                given, headers = await client.head()
                await client.reader.readexactly(int(headers["content-length"]))
                assert given == status

    run(test())


def test_a_body_that_does_not_come_holds_nothing_up(run: Runner) -> None:
    async def test() -> None:
        async with showing(ScreenChannel()) as server, display(server) as client:
            status, headers, _ = await client.ask(JPG, "POST", Content_Length="1000")
            assert (status, headers["connection"]) == (405, "close")
            assert await ended(client)

    run(test())


def test_readers_get_a_clean_end(run: Runner) -> None:
    async def test() -> None:
        async with showing(ScreenChannel()) as server, display(server) as client, display(server) as idle:
            await client.look()
            await client.part()
            assert (await idle.ask(JPG))[0] == 200
            await server.close()
            assert await client.reader.read() == b"--\r\n"
            assert await ended(idle)
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", server.port)

    run(test())


def test_who_looks_stays_unless_it_concerns_him(run: Runner) -> None:
    async def test() -> None:
        hall, yard = ScreenChannel(), ScreenChannel("yard")
        async with showing(hall, yard) as server, display(server) as one, display(server) as two:
            await one.look()
            await two.look("/channels/yard/board.mjpeg")
            await one.part()
            await two.part()
            await server.serve([Served(hall, "Another name", OPEN), Served(yard, "Yard", LOCKED)])
            assert await two.reader.read() == b"--\r\n"
            hall.video.show(hall.gops[1], 0)
            hall.video.step()
            await one.part()
            hall.video.close()
            assert await one.reader.read() == b"--\r\n"
            assert (hall.video.readers, yard.video.readers) == (0, 0)

    run(test())


def test_nothing_is_listened_to_before_there_is_a_board(run: Runner) -> None:
    async def test() -> None:
        async with showing(ToneChannel()) as server:
            assert server.port is None
            await server.serve([Served(ScreenChannel(), "Hall", OPEN)])
            async with display(server) as client:
                assert (await client.ask(JPG))[0] == 200

    run(test())


def test_an_address_that_cannot_be_had() -> None:
    async def on(address: str) -> None:
        server = HttpServer(HttpSettings(listen=address))
        try:
            await server.serve([Served(ScreenChannel(), "Hall", OPEN)])
        finally:
            await server.close()

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(PortTaken, match=r"http\.listen"):
        asyncio.run(on(f"127.0.0.1:{taken.getsockname()[1]}"))
    with pytest.raises(CannotListen, match=r"http\.listen"):
        asyncio.run(on("192.0.2.1:8081"))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.binary(max_size=40), st.sampled_from([b"GET ", b"\r\n", b"HTTP/1.1", b"Host: x"]))))
def test_whatever_comes_others_are_served(caplog: pytest.LogCaptureFixture, chunks: list[bytes]) -> None:
    async def test() -> None:
        async with showing(ScreenChannel()) as server, display(server) as odd, display(server) as client:
            odd.writer.write(b"".join(chunks) + b"\r\n\r\n")
            odd.writer.write_eof()
            await asyncio.wait_for(odd.reader.read(), 5)
            assert (await client.ask(JPG, "HEAD"))[0] == 200

    asyncio.run(test())
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
