"""`callcast listen`."""

import asyncio
import math
import socket
import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.support.live import ToneChannel
from tests.unit.cli.desk import Callcast

from callcast.cli.errors import BadInput, NotOpened
from callcast.cli.listen.command import channel_url
from callcast.cli.listen.meter import WIDTH, bar
from callcast.cli.listen.onsets import HOLD, Onsets
from callcast.cli.listen.stream import BLOCK, blocks, without_password
from callcast.player.media.meter import level
from callcast.player.outputs.servers.rtsp.programs import Served
from callcast.player.outputs.servers.rtsp.server import RtspServer
from callcast.player.outputs.servers.rtsp.settings import RtspChannelSettings, RtspSettings
from callcast.settings import load

LEVELS = st.floats(max_value=0, allow_nan=False) | st.just(-math.inf)


@pytest.fixture
def recording(tmp_path: Path) -> str:
    """A file of 1 s of silence, 1 s of a tone at -20 dBFS, 1 s of silence."""
    tone = np.sin(np.arange(16_000) * 2 * np.pi * 440 / 16_000) * 3277
    samples = np.concatenate([np.zeros(16_000), tone, np.zeros(16_000)]).astype("<i2")
    path = tmp_path / "tone.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path.as_uri()


def collected(found: Iterator[NDArray[np.int16]]) -> list[float]:
    """Peaks of all blocks, to the end, which is an error."""
    peaks = []
    try:
        for block in found:
            assert len(block) == BLOCK
            peaks.append(level(block).peak)
    except NotOpened:
        return peaks
    raise AssertionError("a stream that ends says so")


def test_sound_where_it_is(recording: str) -> None:
    peaks = collected(blocks(recording))
    assert len(peaks) in (29, 30)
    assert peaks[5] == -math.inf
    assert abs(peaks[15] + 20) < 0.3
    assert peaks[25] == -math.inf


def test_onsets() -> None:
    onsets = Onsets()
    assert onsets.feed(-math.inf) is None
    assert onsets.feed(-20.0) == "sound"
    assert [onsets.feed(-math.inf) for _ in range(HOLD - 1)] == [None] * (HOLD - 1)
    assert onsets.feed(-30.0) is None
    assert [onsets.feed(-70.0) for _ in range(HOLD + 1)] == [None] * (HOLD - 1) + ["silence", None]


@given(st.lists(LEVELS))
def test_turns_alternate(peaks: list[float]) -> None:
    onsets = Onsets()
    turns = [turn for peak in peaks if (turn := onsets.feed(peak))]
    assert turns == ["sound", "silence"] * (len(turns) // 2) + ["sound"] * (len(turns) % 2)


@given(LEVELS, LEVELS)
def test_the_bar_keeps_its_width(rms: float, peak: float) -> None:
    assert bar(rms, peak).index("]") == WIDTH + 1


def test_levels() -> None:
    square = np.full(480, 32_767, np.int16)
    assert level(square).rms == pytest.approx(0, abs=0.01)
    assert level(np.zeros(480, np.int16)).peak == -math.inf
    assert level(np.zeros(0, np.int16)).rms == -math.inf
    assert level(np.full(1, -32_768, np.int16)).peak == 0


def test_a_channel_of_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "callcast.toml"
    text = (
        '[rtsp]\nlisten = "[::]:9"\n[[channels]]\nid = "hall"\n[[channels]]\nid = "b"\nuser = "u"\npassword = "p@/"\n'
    )
    path.write_text(text)
    settings = load(path, {})
    assert channel_url(settings, None) == "rtsp://[::1]:9/hall"
    assert channel_url(settings, "b") == "rtsp://u:p%40%2F@[::1]:9/b"
    assert without_password(channel_url(settings, "b")) == "rtsp://[::1]:9/b"
    with pytest.raises(BadInput, match='did you mean "hall"'):
        channel_url(settings, "hal")


def test_command(callcast: Callcast, recording: str) -> None:
    done = callcast("listen", recording)
    words = [line.split()[1] for line in done.out.splitlines()]
    assert words[0] == "listening"
    assert [word for word in words if word in ("sound", "silence")] == ["sound", "silence"]
    assert done.code == 1
    assert "it ended" in done.complaint


def test_seconds(callcast: Callcast, recording: str) -> None:
    assert callcast("listen", recording, "--seconds", "0.000001").code == 0


@pytest.fixture
def hall() -> Iterator[str]:
    """The RTSP URL of a channel with a tone, which wants a password."""
    loop = asyncio.new_event_loop()
    settings = RtspSettings.model_validate({"listen": "127.0.0.1:0", "multicast": {"enabled": False}})
    guarded = RtspChannelSettings.model_validate({"user": "u", "password": "p"})
    server, channel = RtspServer(settings), ToneChannel()
    loop.run_until_complete(server.start())
    server.serve([Served(channel, "大廳", guarded)])
    sending = loop.create_task(channel.run())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield f"rtsp://u:p@127.0.0.1:{server.ports[0]}/hall"
    loop.call_soon_threadsafe(sending.cancel)
    asyncio.run_coroutine_threadsafe(server.close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def test_a_channel(callcast: Callcast, hall: str) -> None:
    done = callcast("listen", hall, "--seconds", "1.5")
    assert (done.code, done.err) == (0, "")
    assert "  sound\n" in done.out
    assert "u:p" not in done.out
    assert "wants another password" in callcast("listen", hall.replace("u:p@", "")).complaint
    assert "no such channel" in callcast("listen", hall.replace("hall", "hole")).complaint


def test_nothing_listens(callcast: Callcast) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    done = callcast("listen", CALLCAST_RTSP__LISTEN=f"127.0.0.1:{port}")
    assert done.code == 3
    assert 'nothing listens there); start it with "callcast run"' in done.complaint


@pytest.mark.parametrize("where", ["lobby", "nonsense://x", "rtsp://[::1/x", "file:///nowhere.wav", "rtsp://"])
def test_bad_input(callcast: Callcast, where: str) -> None:
    done = callcast("listen", where)
    assert done.code in (1, 2, 3)
    assert done.complaint


@pytest.mark.parametrize("url", ["rtsp://bob:2024/s3cret@h", "rtsp://bob:20?s3cret@h", "rtsp://bob:s3cret@[::1"])
def test_what_is_no_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadInput, match=r"^rtsp://\S+ is no URL; it must be like rtsp://user:password@") as caught:
        without_password(url)
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize("user", ["bob:s℀cret", "[bob:s3cret", "bob:s3cret@h"])
def test_a_password_with_odd_letters_is_not_shown(user: str) -> None:
    assert without_password(f"rtsp://{user}@h/hall") == "rtsp://h/hall"
