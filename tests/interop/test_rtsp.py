"""The real server on loopback, the test tone in real time, and real players."""

import asyncio
import shutil
import ssl
import tempfile
import wave
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import trustme
from tests.support import clients
from tests.support.live import ToneChannel
from tests.support.rtsp_client import RawClient
from tests.support.serving import serving
from tests.support.tone import packets

from callcast.player.media.profile import AAC, L16, OPUS, PCMA, PCMU, PROFILES
from callcast.player.outputs.rtsp.auth import Scheme
from callcast.player.outputs.rtsp.rtp import unpack
from callcast.player.outputs.servers.rtsp.server import RtspServer
from callcast.player.outputs.servers.rtsp.settings import RtspChannelSettings

SECONDS = 10.0
SHORT = 2.0


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that can be reached by who is not root, which tmp_path cannot."""
    path = Path(tempfile.mkdtemp(prefix="callcast-"))
    yield path
    shutil.rmtree(path)


def live(test: Callable[[RtspServer], Awaitable[None]], **options: Any) -> None:
    """Run the test beside a server with a channel that sends in real time."""

    async def bounded() -> None:
        hall = ToneChannel()
        async with serving(hall, **options) as server:
            source = asyncio.ensure_future(hall.run())
            try:
                await asyncio.wait_for(test(server), 60)
                assert not source.done()
            finally:
                source.cancel()

    asyncio.run(bounded())


def url(server: RtspServer, path: str, *, user: str = "", host: str = "127.0.0.1") -> str:
    return f"rtsp://{user}{host}:{server.ports[0]}/{path}"


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_ffmpeg_decodes_every_profile_without_error_or_gap(transport: str) -> None:
    clients.need("ffmpeg")

    async def test(server: RtspServer) -> None:
        await asyncio.gather(
            *(
                clients.ffmpeg(url(server, f"hall/{name}"), profile, SECONDS, "-rtsp_transport", transport)
                for name, profile in PROFILES.items()
            )
        )
        assert server.state().channels[0].dropped == 0

    live(test)


def test_gstreamer_decodes_by_tcp_udp_and_multicast_without_error_or_gap() -> None:
    clients.need("gst-launch-1.0")

    async def test(server: RtspServer) -> None:
        multicast = ("udp-mcast", "multicast-iface=lo")
        await asyncio.gather(
            *(clients.gstreamer(url(server, f"hall/{p.name}"), p, SECONDS, "tcp") for p in (AAC, OPUS, L16)),
            *(clients.gstreamer(url(server, f"hall/{p.name}"), p, SECONDS, "udp") for p in (AAC, PCMU)),
            *(clients.gstreamer(url(server, f"hall/{p.name}"), p, SECONDS, *multicast) for p in (AAC, PCMA)),
        )

    live(test)


def heard_is_sent(path: Path, least: float) -> None:
    """What VLC decoded is, sample for sample, a piece of the endless loop of what was sent."""
    with wave.open(str(path)) as file:
        heard = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    decoder = av.CodecContext.create("pcm_alaw", "r")
    assert isinstance(decoder, av.AudioCodecContext)
    decoder.sample_rate, decoder.layout = PCMA.rate, "mono"
    loop = np.concatenate([f.to_ndarray()[0] for p in packets(PCMA) for f in decoder.decode(av.Packet(p))])
    assert len(heard) > least * PCMA.rate
    sent = np.tile(loop, 2 + len(heard) // len(loop))
    starts = [at for at in range(0, len(loop), PCMA.frame) if np.array_equal(sent[at : at + len(heard)], heard)]
    assert starts, "what was heard is not what was sent"


def test_vlc_decodes_by_rtsp(folder: Path) -> None:
    clients.need("cvlc")

    async def test(server: RtspServer) -> None:
        if not await clients.vlc_has("live555", folder):
            pytest.skip("this VLC was built without live555, as Debian 12's is, and plays no RTSP at all")
        heard_is_sent(await clients.vlc(url(server, "hall/pcma"), PCMA.rate, SECONDS, folder), SECONDS - 4)

    live(test)


def test_vlc_decodes_the_multicast_group(folder: Path) -> None:
    clients.need("cvlc")

    async def test(server: RtspServer) -> None:
        holder = await RawClient.connect(server.ports[0])
        setup = await holder.play(url(server, "hall/pcma"), "RTP/AVP;multicast")
        fields = dict(p.split("=") for p in (setup.headers.get("Transport") or "").split(";") if "=" in p)
        group = f"rtp://@{fields['destination']}:{fields['port'].partition('-')[0]}"
        heard_is_sent(await clients.vlc(group, PCMA.rate, SECONDS, folder, "--miface=lo"), SECONDS - 4)
        await holder.close()

    live(test)


@pytest.mark.parametrize("schemes", [(Scheme.SHA256, Scheme.MD5), (Scheme.MD5,), (Scheme.BASIC,)])
def test_ffmpeg_and_gstreamer_prove_who_they_are(schemes: tuple[Scheme, ...]) -> None:
    clients.need("ffmpeg")

    async def test(server: RtspServer) -> None:
        await clients.ffmpeg(url(server, "hall", user="anna:s%C3%A9same@"), AAC, SHORT, "-rtsp_transport", "tcp")
        if shutil.which("gst-launch-1.0"):
            who = ("user-id=anna", "user-pw=sésame")
            await clients.gstreamer(url(server, "hall"), AAC, SHORT, "tcp", *who)
        wrong = await clients.run("ffmpeg", "-v", "error", "-i", url(server, "hall", user="anna:x@"), timeout=10)
        assert "401" in wrong.err

    channel = RtspChannelSettings(user="anna", password="sésame", auth=schemes)
    live(test, channel_settings=channel)


def test_rtsps_with_ffmpeg_and_gstreamer(tmp_path: Path) -> None:
    clients.need("ffmpeg")
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    paths = tmp_path / "chain.pem", tmp_path / "key.pem", tmp_path / "ca.pem"
    certificate.cert_chain_pems[0].write_to_path(paths[0])
    certificate.private_key_pem.write_to_path(paths[1])
    authority.cert_pem.write_to_path(paths[2])

    async def test(server: RtspServer) -> None:
        secure = f"rtsps://127.0.0.1:{server.ports[1]}/hall"
        await clients.ffmpeg(secure, AAC, SHORT)
        if shutil.which("gst-launch-1.0"):
            await clients.gstreamer(secure, AAC, SHORT, "tcp", "tls-validation-flags=0")
        context = ssl.create_default_context(cafile=str(paths[2]))
        raw = await RawClient.connect(server.ports[1], tls=context)
        udp = await raw.ask("SETUP", f"{secure}/track1", Transport="RTP/AVP;unicast;client_port=5000-5001")
        assert udp.status == 461
        await raw.close()

    live(test, settings={"tls_listen": "127.0.0.1:0", "certificate": paths[0], "key": paths[1]})


def test_ipv6_with_ffmpeg() -> None:
    clients.need("ffmpeg")

    async def test(server: RtspServer) -> None:
        for transport in ("tcp", "udp"):
            await clients.ffmpeg(url(server, "hall", host="[::1]"), AAC, SHORT, "-rtsp_transport", transport)

    live(test, settings={"listen": "[::]:0"})


def test_after_a_pause_play_goes_on_live() -> None:
    async def test(server: RtspServer) -> None:
        client = await RawClient.connect(server.ports[0])
        await client.play(url(server, "hall"))
        while (frame := await client.frame()).channel:
            pass
        first = unpack(frame.data)
        await client.ask("PAUSE", url(server, "hall"))
        client.frames.clear()
        await asyncio.sleep(0.5)
        play = await client.ask("PLAY", url(server, "hall"))
        told = int((play.headers.get("RTP-Info") or "").rpartition("rtptime=")[2])
        while (frame := await client.frame()).channel:
            pass
        packet = unpack(frame.data)
        assert packet.timestamp == told
        assert (packet.timestamp - first.timestamp) % 2**32 > 0.5 * AAC.rate
        await client.close()

    live(test)


def test_a_stalled_reader_is_not_felt_by_others() -> None:
    clients.need("ffmpeg")

    async def test(server: RtspServer) -> None:
        deaf = [await RawClient.connect(server.ports[0]) for _ in range(5)]
        for client in deaf:
            await client.play(url(server, "hall/l16"))
            client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.gather(
            *(clients.ffmpeg(url(server, "hall/l16"), L16, SECONDS, "-rtsp_transport", "tcp") for _ in range(2))
        )
        # ffmpeg has found no gap, so that these are all of the deaf.
        assert server.state().channels[0].dropped > 0
        for client in deaf:
            client.writer.transport.abort()

    live(test)
