"""Real players listen to a running instance for ten seconds while two sentences are spoken."""

import asyncio
import shutil
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from callcast.player.media.profile import AAC, L16, OPUS, PCMA, PCMU, PROFILES, Profile
from tests.acceptance.instance import Instance, running
from tests.support import clients

SECONDS = 10.0
SENTENCES = ("Order 37 is ready.", "Ticket A 12, please come to counter 3.")
LOUD = 300
"""Sample values above this are speech; the channel's silence is zero but for what a codec's tail leaves."""


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    settings = '[rtsp.multicast]\ninterface = "127.0.0.1"\nttl = 0\n[[channels]]\nid = "hall"\nlanguages = ["en"]\n'
    with running(tmp_path_factory.mktemp("players"), settings) as started:
        yield started


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that can be reached by who is not root, which tmp_path cannot."""
    path = Path(tempfile.mkdtemp(prefix="callcast-"))
    yield path
    shutil.rmtree(path)


async def speak(instance: Instance) -> None:
    """Two sentences, one after the other, a moment after the players have begun."""
    await asyncio.to_thread(lambda: [instance.final(instance.say(text)) for text in SENTENCES])


def utterances(path: Path) -> int:
    """How many stretches of sound, at least 0.5 s of silence apart, are in a WAV file of one channel."""
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        block = file.getframerate() // 20
    blocks = np.abs(samples[: len(samples) // block * block].reshape(-1, block)).max(axis=1) > LOUD
    loud = np.flatnonzero(blocks)
    return int((np.diff(loud) > 10).sum() + 1) if len(loud) else 0


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_ffmpeg_hears_both_without_error_or_gap(instance: Instance, transport: str) -> None:
    clients.need("ffmpeg")

    async def listen() -> None:
        rtsp = ("-rtsp_transport", transport)
        players = (clients.ffmpeg(instance.url(f"/hall/{p.name}"), p, SECONDS, *rtsp) for p in PROFILES.values())
        await asyncio.gather(*players, speak(instance))

    asyncio.run(listen())


def test_gstreamer_hears_both_without_error_or_gap(instance: Instance) -> None:
    clients.need("gst-launch-1.0")

    async def listen() -> None:
        multicast = ("udp-mcast", "multicast-iface=lo")
        await asyncio.gather(
            *(clients.gstreamer(instance.url(f"/hall/{p.name}"), p, SECONDS, "tcp") for p in (AAC, L16)),
            *(clients.gstreamer(instance.url(f"/hall/{p.name}"), p, SECONDS, "udp") for p in (AAC, OPUS)),
            *(clients.gstreamer(instance.url(f"/hall/{p.name}"), p, SECONDS, *multicast) for p in (AAC, PCMU)),
            speak(instance),
        )

    asyncio.run(listen())


def test_vlc_hears_both(instance: Instance, folder: Path) -> None:
    clients.need("cvlc")

    async def listen() -> Path:
        if not await clients.vlc_has("live555", folder):
            pytest.skip("this VLC was built without live555, as Debian 12's is, and plays no RTSP at all")
        heard, _ = await asyncio.gather(
            clients.vlc(instance.url("/hall/aac"), 48_000, SECONDS, folder), speak(instance)
        )
        return heard

    assert utterances(asyncio.run(listen())) == len(SENTENCES)


@pytest.mark.parametrize("profile", [AAC, OPUS, PCMA], ids=lambda profile: profile.name)
def test_what_is_decoded_is_two_sentences_between_silence(instance: Instance, folder: Path, profile: Profile) -> None:
    clients.need("ffmpeg")
    sound = folder / "heard.wav"

    async def listen() -> None:
        url = instance.url(f"/hall/{profile.name}")
        player = clients.run(
            *("ffmpeg", "-v", "error", "-nostdin", "-rtsp_transport", "tcp", "-i", url),
            *("-t", str(SECONDS), "-ac", "1", str(sound)),
            timeout=SECONDS + clients.GRACE,
        )
        played, _ = await asyncio.gather(player, speak(instance))
        assert (played.code, played.err) == (0, "")

    asyncio.run(listen())
    assert utterances(sound) == len(SENTENCES)
