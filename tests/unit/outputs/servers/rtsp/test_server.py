"""The real server with raw clients; frames are sent by hand, so nothing waits for time."""

import asyncio
import socket
import time
from collections.abc import Callable, Coroutine
from itertools import pairwise
from typing import Any

import pytest
from tests.support.live import ToneChannel
from tests.support.rtsp_client import RawClient
from tests.support.serving import serving

from callcast.errors import PortTaken
from callcast.player.media.profile import AAC
from callcast.player.outputs.errors import CannotListen, CannotUseCertificate
from callcast.player.outputs.rtsp import rtcp
from callcast.player.outputs.rtsp.message import interleave
from callcast.player.outputs.rtsp.rtp import unpack
from callcast.player.outputs.rtsp.transport import parse as parse_transport
from callcast.player.outputs.servers.rtsp.programs import Served
from callcast.player.outputs.servers.rtsp.server import CHECK, RtspServer
from callcast.player.outputs.servers.rtsp.settings import RtspChannelSettings, RtspSettings

Runner = Callable[[Coroutine[Any, Any, None]], None]


class OfAllRooms(RtspChannelSettings):
    """As the top-level settings compose them."""

    voice: str = ""


@pytest.fixture(params=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Runner:
    """Runs a test on each event loop that there is, for at most 20 s."""
    loops = asyncio if request.param == "asyncio" else pytest.importorskip("uvloop")

    def bounded(test: Coroutine[Any, Any, None]) -> None:
        loops.run(asyncio.wait_for(test, 20))

    return bounded


def uri(server: RtspServer, path: str = "hall") -> str:
    return f"rtsp://127.0.0.1:{server.ports[0]}/{path}"


async def until(condition: Any) -> None:
    while not condition():  # noqa: ASYNC110 - what it waits for is on the other side of a socket
        await asyncio.sleep(0.005)


def test_a_reader_gets_a_report_and_then_what_rtp_info_said(run: Runner) -> None:
    async def test() -> None:
        hall = ToneChannel()
        track = hall.track("aac")
        track.position = 1_000
        async with serving(hall) as server:
            client = await RawClient.connect(server.ports[0])
            setup = await client.ask("SETUP", f"{uri(server)}/track1", Transport="RTP/AVP/TCP;interleaved=4-5")
            play = await client.ask("PLAY", uri(server))
            fields = dict(part.split("=") for part in (play.headers.get("RTP-Info") or "").split(";"))
            track.step()
            first, second = await client.frame(), await client.frame()
            sender_report, description = rtcp.parse(first.data)
            assert isinstance(sender_report, rtcp.SenderReport)
            assert isinstance(description, rtcp.Description)
            packet = unpack(second.data)
            assert (first.channel, second.channel) == (5, 4)
            assert (packet.sequence, packet.timestamp) == (int(fields["seq"]), int(fields["rtptime"]))
            assert (packet.timestamp, packet.ssrc) == (sender_report.timestamp, sender_report.ssrc)
            assert sender_report.ntp == rtcp.ntp(hall.clock.wall(1_000 * AAC.ticks))
            assert f"ssrc={packet.ssrc:08X}" in (setup.headers.get("Transport") or "")
            await client.close()
            await until(lambda: not track.subscriptions)

    run(test())


def test_all_readers_share_one_stream_and_time_goes_on_without_them(run: Runner) -> None:
    async def test() -> None:
        hall = ToneChannel()
        track = hall.track("aac")
        async with serving(hall) as server:
            one, two = [await RawClient.connect(server.ports[0]) for _ in range(2)]
            await one.play(uri(server))
            await two.play(uri(server, "hall/aac"))
            assert len(track.subscriptions) == 1
            track.step()
            first = [(await client.frame(), await client.frame())[1].data for client in (one, two)]
            assert first[0] == first[1]
            assert (await one.ask("PAUSE", uri(server))).status == 200
            assert (await two.ask("PAUSE", uri(server, "hall/aac"))).status == 200
            assert not track.subscriptions
            track.position += 100
            await one.ask("PLAY", uri(server))
            track.step()
            await one.frame()
            before, after = unpack(first[0]), unpack((await one.frame()).data)
            assert (after.sequence - before.sequence) % 2**16 == 1
            assert (after.timestamp - before.timestamp) % 2**32 == 101 * AAC.frame
            for client in (one, two):
                await client.close()

    run(test())


def test_who_leaves_is_who_gets_no_more(run: Runner) -> None:
    async def test() -> None:
        hall = ToneChannel()
        async with serving(hall) as server:
            one, two = [await RawClient.connect(server.ports[0]) for _ in range(2)]
            for client in (one, two):
                await client.play(uri(server))
            await two.ask("TEARDOWN", uri(server))
            hall.track("aac").step()
            assert [(await one.frame()).channel for _ in range(2)] == [1, 0]
            assert (await two.ask("OPTIONS", "*")).status == 200
            assert not two.frames
            for client in (one, two):
                await client.close()

    run(test())


def test_reports_come_again_every_few_seconds_of_the_channel(run: Runner) -> None:
    async def test() -> None:
        hall = ToneChannel()
        async with serving(hall) as server:
            client = await RawClient.connect(server.ports[0])
            await client.play(uri(server, "hall/pcma"))
            for _ in range(500):
                hall.track("pcma").step()
            frames = [await client.frame() for _ in range(500)]
            stamps = [rtcp.parse(f.data)[0].timestamp for f in frames if f.channel == 1]  # type: ignore[union-attr]
            assert 2 <= len(stamps) <= 4
            assert all(0 < (b - a) % 2**32 <= 5 * 8_000 for a, b in pairwise(stamps))
            await client.close()

    run(test())


def test_a_stalled_reader_loses_whole_frames_alone_and_is_then_closed(run: Runner) -> None:
    async def test() -> None:
        now = 1_000.0
        hall = ToneChannel()
        track = hall.track("l16")
        async with serving(hall, now=lambda: now) as server:
            healthy = await RawClient.connect(server.ports[0])
            stalled = socket.create_connection(("127.0.0.1", server.ports[0]))
            stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
            # Asked in one go, and never read.
            stalled.sendall(
                f"SETUP {uri(server, 'hall/l16')}/track1 RTSP/1.0\r\nCSeq: 1\r\nTransport: RTP/AVP/TCP\r\n\r\n".encode()
            )
            await healthy.play(uri(server, "hall/l16"))
            session = stalled.recv(1_000).decode().partition("Session: ")[2].partition(";")[0]
            stalled.sendall(
                f"PLAY {uri(server, 'hall/l16')} RTSP/1.0\r\nCSeq: 2\r\nSession: {session}\r\n\r\n".encode()
            )
            await until(lambda: len(server.state().readers) == 2)
            sent = 0
            while not any(reader.dropped > 20 for reader in server.state().readers):
                track.step()
                sent += 1
                while (await healthy.frame()).channel:
                    pass
                assert sent < 20_000
            good, bad = sorted(server.state().readers, key=lambda reader: reader.dropped)
            assert (good.frames, good.dropped) == (sent, 0)
            assert bad.frames + bad.dropped == sent
            assert server.state().channels[0].dropped == bad.dropped
            now += 11
            await until(lambda: len(server.state().readers) == 1)
            assert server.state().channels[0].dropped == bad.dropped
            stalled.close()
            await healthy.close()

    run(test())


def test_udp_goes_to_the_client_and_its_reports_are_read(run: Runner) -> None:
    async def test() -> None:
        now = 1_000.0
        hall = ToneChannel()
        async with serving(hall, now=lambda: now) as server:
            client = await RawClient.connect(server.ports[0])
            rtp, control = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
            for sock in (rtp, control):
                sock.bind(("127.0.0.1", 0))
                sock.settimeout(5)
            ports = f"{rtp.getsockname()[1]}-{control.getsockname()[1]}"
            setup = await client.play(uri(server), f"RTP/AVP;unicast;client_port={ports}")
            (way,) = parse_transport(setup.headers.get("Transport") or "")
            assert way.server_port is not None
            assert way.server_port[0] % 2 == 0
            assert way.server_port[1] == way.server_port[0] + 1
            hall.track("aac").step()
            packet = unpack(rtp.recv(2_000))
            report = rtcp.parse(control.recv(2_000))[0]
            assert report.ssrc == packet.ssrc == way.ssrc  # type: ignore[union-attr]
            now += 50
            block = rtcp.ReportBlock(packet.ssrc, 3, 17, 0, 480, 0, 0)
            control.sendto(rtcp.ReceiverReport(1, (block,)).encode(), ("127.0.0.1", way.server_port[1]))
            await until(lambda: server.state().readers[0].lost == 17)
            assert server.state().readers[0].jitter_ms == 10
            now += 50
            await asyncio.sleep(CHECK * 1.1)
            assert len(server.state().readers) == 1
            now += 11
            await client.closed()
            await until(lambda: not server.state().connections)
            for sock in (rtp, control):
                sock.close()
            await client.close()

    run(test())


def test_multicast_is_sent_once_while_there_are_sessions(run: Runner) -> None:
    async def test() -> None:
        hall = ToneChannel()
        async with serving(hall) as server:
            one, two = [await RawClient.connect(server.ports[0]) for _ in range(2)]
            setup = await one.play(uri(server), "RTP/AVP;multicast")
            await two.play(uri(server), "RTP/AVP;multicast")
            (way,) = parse_transport(setup.headers.get("Transport") or "")
            assert (way.destination, way.port, way.ttl) == ("239.192.42.1", (20_000, 20_001), 8)
            hall.track("aac").step()
            assert [(reader.transport, reader.frames) for reader in server.state().readers] == [("multicast", 1)] * 2
            await one.ask("TEARDOWN", uri(server))
            assert hall.track("aac").subscriptions
            await two.ask("TEARDOWN", uri(server))
            assert not hall.track("aac").subscriptions
            for client in (one, two):
                await client.close()

    run(test())


def test_each_stream_has_a_group_of_its_own(run: Runner) -> None:
    async def test() -> None:
        async with serving(ToneChannel("a"), ToneChannel("b")) as server:
            seen = set()
            for path in ("a", "a/opus", "b/aac", "b/l16"):
                client = await RawClient.connect(server.ports[0])
                answer = await client.ask("SETUP", f"{uri(server, path)}/track1", Transport="RTP/AVP;multicast")
                (way,) = parse_transport(answer.headers.get("Transport") or "")
                seen.add((way.destination, way.port))
                await client.close()
            assert len({group for group, _ in seen}) == len({port for _, port in seen}) == 4

    run(test())


def test_closing_says_goodbye_within_a_second_even_to_who_does_not_read(run: Runner) -> None:
    async def test() -> None:
        hall = ToneChannel()
        async with serving(hall) as server:
            client = await RawClient.connect(server.ports[0])
            deaf = await RawClient.connect(server.ports[0])
            await client.play(uri(server))
            await deaf.play(uri(server, "hall/l16"))
            hall.track("aac").step()
            for _ in range(500):
                hall.track("l16").step()
            began = time.monotonic()
            waiting = asyncio.ensure_future(client.closed())
            await server.close()
            assert time.monotonic() - began < 1
            await waiting
            last = rtcp.parse(client.frames[-1].data)
            assert any(isinstance(report, rtcp.Goodbye) for report in last)
            with pytest.raises(OSError):  # noqa: PT011 - refused here, reset there
                await RawClient.connect(server.ports[0])
            deaf.writer.transport.abort()
            await client.close()

    run(test())


def test_other_settings_close_only_the_readers_of_that_channel(run: Runner) -> None:
    async def test() -> None:
        hall, lobby = ToneChannel("hall"), ToneChannel("lobby")
        async with serving(hall, lobby) as server:
            one, two = [await RawClient.connect(server.ports[0]) for _ in range(2)]
            await one.play(uri(server, "hall"))
            await two.play(uri(server, "lobby"))
            server.serve(
                [
                    Served(hall, "Renamed", OfAllRooms(voice="another")),
                    Served(lobby, "Lobby", RtspChannelSettings(profiles=("pcma",))),
                ]
            )
            await two.closed()
            hall.track("aac").step()
            assert (await one.frame()).channel == 1
            assert b"Renamed" in (await one.ask("DESCRIBE", uri(server, "hall"))).body
            other = await RawClient.connect(server.ports[0])
            assert b"PCMA" in (await other.ask("DESCRIBE", uri(server, "lobby"))).body
            assert (await other.ask("DESCRIBE", uri(server, "lobby/aac"))).status == 404
            server.serve([])
            await one.closed()
            assert (await other.ask("DESCRIBE", uri(server, "hall"))).status == 404
            for client in (one, two, other):
                await client.close()

    run(test())


def test_a_channel_that_ends_closes_its_readers(run: Runner) -> None:
    async def test() -> None:
        hall = ToneChannel()
        async with serving(hall) as server:
            client = await RawClient.connect(server.ports[0])
            await client.play(uri(server))
            (subscription,) = hall.track("aac").subscriptions
            subscription.end()  # as a track does that is closed
            await client.closed()
            await client.close()

    run(test())


def test_too_many_connections_from_an_address_are_refused_and_counted(run: Runner) -> None:
    async def test() -> None:
        limits = {"limits": {"connections_per_address": 1}}
        async with serving(ToneChannel(), settings=limits) as server:
            one = await RawClient.connect(server.ports[0])
            assert (await one.ask("OPTIONS", "*")).status == 200
            two = await RawClient.connect(server.ports[0])
            assert (await asyncio.wait_for(two.reader.read(), 5)).startswith(b"RTSP/1.0 503 ")
            assert (server.state().refused, server.state().connections) == (1, 1)
            for client in (one, two):
                await client.close()
            await until(lambda: not server.state().connections)
            three = await RawClient.connect(server.ports[0])
            assert (await three.ask("OPTIONS", "*")).status == 200
            await three.close()

    run(test())


def test_who_sends_nothing_valid_is_closed(run: Runner) -> None:
    async def test() -> None:
        now = 1_000.0
        async with serving(ToneChannel(), now=lambda: now) as server:
            silent = await RawClient.connect(server.ports[0])
            rude = await RawClient.connect(server.ports[0])
            rude.writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await asyncio.wait_for(rude.reader.read(), 5)).startswith(b"RTSP/1.0 505 ")
            now += 11
            await silent.closed()
            for client in (silent, rude):
                await client.close()

    run(test())


def test_rtcp_by_tcp_is_read_and_rubbish_is_passed_over(run: Runner) -> None:
    async def test() -> None:
        hall = ToneChannel()
        async with serving(hall) as server:
            client = await RawClient.connect(server.ports[0])
            setup = await client.play(uri(server))
            (way,) = parse_transport(setup.headers.get("Transport") or "")
            assert way.ssrc is not None
            good = rtcp.ReceiverReport(1, (rtcp.ReportBlock(way.ssrc, 0, 5, 0, 0, 0, 0),)).encode()
            client.writer.write(interleave(1, b"\xff\xff") + interleave(9, b"") + interleave(1, good))
            await until(lambda: server.state().readers[0].lost == 5)
            await client.close()

    run(test())


def test_what_cannot_be_listened_on_is_told_and_nothing_is_left_open(run: Runner) -> None:
    async def test() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(PortTaken, match=r"rtsp\.listen"):
                await RtspServer(RtspSettings(listen=f"127.0.0.1:{port}")).start()
        with pytest.raises(CannotListen, match=r"rtsp\.listen"):
            await RtspServer(RtspSettings(listen="192.0.2.1:0")).start()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.bind(("127.0.0.1", 0))
            even = udp.getsockname()[1] & ~1
            server = RtspServer(RtspSettings(listen=f"127.0.0.1:{port}", rtp_port=even))
            with pytest.raises(PortTaken, match=r"rtsp\.rtp_port"):
                await server.start()
            with pytest.raises(ConnectionError):
                await RawClient.connect(port)

    run(test())


def test_a_certificate_that_cannot_be_used_is_told(run: Runner, tmp_path: Any) -> None:
    async def test() -> None:
        (tmp_path / "a.pem").write_text("rubbish")
        files = {"certificate": tmp_path / "a.pem", "key": tmp_path / "a.pem"}
        settings = RtspSettings(listen="127.0.0.1:0", tls_listen="127.0.0.1:0", **files)
        with pytest.raises(CannotUseCertificate, match=r"a\.pem"):
            await RtspServer(settings).start()

    run(test())


def test_ipv6_takes_ipv4_too(run: Runner) -> None:
    async def test() -> None:
        hall = ToneChannel()
        async with serving(hall, settings={"listen": "[::]:0"}) as server:
            for host in ("::1", "127.0.0.1"):
                client = await RawClient.connect(server.ports[0], host)
                answer = await client.ask("DESCRIBE", uri(server))
                assert f" {host}\r\n".encode() in answer.body
                rtp = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
                rtp.bind((host, 0))
                rtp.settimeout(5)
                await client.play(uri(server), f"RTP/AVP;unicast;client_port={rtp.getsockname()[1]}-9")
                hall.track("aac").step()
                assert unpack(rtp.recv(2_000)).payload_type == 96
                rtp.close()
                await client.close()

    run(test())
