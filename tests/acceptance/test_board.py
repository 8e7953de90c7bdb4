"""A channel with a board, as people run it: what they see comes with what they hear."""

import asyncio
import io
import itertools
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import av
import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.acceptance.instance import Instance, running, until
from tests.support import clients
from tests.support.watched import FAULTS, voices

SECONDS = float(os.environ.get("CALLCAST_TEST_BOARD_SECONDS", "16"))
WATCHED = 0.4 * SECONDS
"""By VLC."""
EVERY = 5.0
FPS = 10

SETTINGS = f"""
[[channels]]
id = "hall"
languages = ["zh-TW", "en"]
board = {{ title = "仁愛診所", message = "看診時請準備健保卡", fps = {FPS} }}

[[channels]]
id = "poster"
languages = ["en"]
board = {{ picture = "{{picture}}", size = "640x360", fps = {FPS} }}
"""


def poster(path: Path, level: int) -> None:
    """As an editor saves it: beside, then over."""
    Image.new("RGB", (640, 360), (level, level, level)).save(path.with_suffix(".tmp.png"))
    path.with_suffix(".tmp.png").replace(path)


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    folder = tmp_path_factory.mktemp("board")
    picture = folder / "image1.png"
    poster(picture, 40)
    with running(folder, SETTINGS.replace("{picture}", picture.as_posix())) as started:
        until("the catalogue", lambda: started.get("/api/voices").is_success)
        yield started


def decoded(file: Path) -> tuple[list[float], list[tuple[float, NDArray[np.uint8]]]]:
    """Where a voice begins, and each frame of the picture with its time, in seconds; what cannot be decoded raises."""
    sound: list[tuple[float, NDArray[np.float32]]] = []
    frames: list[tuple[float, NDArray[np.uint8]]] = []
    with av.open(str(file)) as container:
        container.streams.video[0].codec_context.options = {"err_detect": "explode"}
        for frame in container.decode():
            assert frame.time is not None
            if isinstance(frame, av.VideoFrame):
                frames.append((frame.time, np.asarray(frame.reformat(160, 90, "gray").to_ndarray(), np.uint8)))
            elif isinstance(frame, av.AudioFrame):
                sound.append((frame.time, np.asarray(frame.to_ndarray()[0], np.float32)))
    assert all(b[0] > a[0] for a, b in itertools.pairwise(frames))
    return voices(sound), frames


def changes(frames: list[tuple[float, NDArray[np.uint8]]]) -> list[float]:
    """Seconds at which much of the picture becomes another."""
    steps = itertools.pairwise(frames)
    return [b[0] for a, b in steps if np.abs(a[1].astype(int) - b[1].astype(int)).mean() > 5]


async def record(instance: Instance, path: str, seconds: float, file: Path, *options: str) -> None:
    played = await clients.run(
        *(clients.need("ffmpeg"), "-hide_banner", "-nostdin", "-v", "warning", *options, "-i", instance.url(path)),
        *("-map", "0", "-t", str(seconds), "-f", "null", "-", "-map", "0", "-t", str(seconds), "-c", "copy"),
        *("-y", str(file)),
        timeout=seconds + clients.GRACE,
    )
    assert played.code == 0, played.err
    assert not re.search(FAULTS, played.err, re.IGNORECASE), played.err


async def calls(instance: Instance) -> None:
    loop = asyncio.get_running_loop()
    for number in itertools.count(1):
        await loop.run_in_executor(None, lambda: instance.say(f"Number {number}, please.", channels=["hall"]))  # noqa: B023
        await asyncio.sleep(EVERY)


def test_the_picture_changes_with_the_voice(instance: Instance, tmp_path: Path) -> None:
    async def work() -> None:
        calling = asyncio.ensure_future(calls(instance))
        tcp, udp = tmp_path / "tcp.mkv", tmp_path / "udp.mkv"
        await asyncio.gather(
            record(instance, "/hall", SECONDS, tcp, "-rtsp_transport", "tcp"),
            record(instance, "/hall", SECONDS, udp, "-rtsp_transport", "udp"),
        )
        calling.cancel()
        for file in (tcp, udp):
            spoken, frames = decoded(file)
            changed = changes(frames)
            said = [at for at in begun(spoken) if frames[0][0] + 0.3 < at < frames[-1][0] - 0.3]
            assert len(said) >= int(SECONDS / EVERY) - 1
            for at in said:
                assert min(abs(change - at) for change in changed) < 1 / FPS, (at, changed)

    asyncio.run(work())


def test_vlc_sees_and_hears(instance: Instance, tmp_path: Path) -> None:
    clients.need("cvlc")

    async def work() -> None:
        folder = Path(tempfile.mkdtemp(dir="/tmp"))
        try:
            file = folder / "board.mkv"
            calling = asyncio.ensure_future(calls(instance))
            await record(instance, "/hall", WATCHED, file, "-rtsp_transport", "tcp")
            calling.cancel()
            # Debian's VLC has no RTSP of its own: what came is played from a file there.
            by_rtsp = await clients.vlc_has("live555", folder)
            said = await clients.vlc_watches(instance.url() if by_rtsp else str(file), WATCHED + 2, folder)
            assert "Received first picture" in said
            assert re.search(r"decoder debug: .*mp4a|faad|avcodec.*aac", said)
        finally:
            shutil.rmtree(folder)

    asyncio.run(work())


def begun(onsets: list[float]) -> list[float]:
    """The first words of each sentence: behind a second of silence or more."""
    return [b for a, b in itertools.pairwise([-10.0, *onsets]) if b - a > 2]


def test_a_picture_that_is_saved_is_seen_at_once(instance: Instance, tmp_path: Path) -> None:
    picture, file = instance.folder / "image1.png", tmp_path / "poster.mkv"

    async def work() -> None:
        recording = asyncio.ensure_future(record(instance, "/poster", 8, file, "-rtsp_transport", "tcp"))
        await asyncio.sleep(3)
        picture.with_name("image1.png").write_bytes(b"half a pic")
        await asyncio.sleep(0.5)
        poster(picture, 200)
        await recording

    asyncio.run(work())
    _, frames = decoded(file)
    levels = {int(frame.mean().round(-1)) for _, frame in frames}
    assert len(levels) == 2, levels
    assert len(changes(frames)) == 1


def still(instance: Instance, channel: str = "hall") -> bytes:
    """The board as it is now, once it is drawn."""
    answer = look(instance, channel)
    if answer.status_code == 503:
        until("it is drawn", lambda: look(instance, channel).status_code == 200)
        answer = look(instance, channel)
    assert answer.status_code == 200, answer.text
    return answer.content


def look(instance: Instance, channel: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{instance.http}/channels/{channel}/board.jpg", timeout=10, trust_env=False)


def test_a_call_is_on_the_board_also_after_the_player_was_killed(instance: Instance) -> None:
    before = still(instance)
    call = {"number": "A012", "place": "3", "name": "王小明"}
    said = instance.say("請 A012 號到 3 號診間", channels=["hall"], call=call)
    assert instance.final(said)["call"] == call
    until("it stands, and flashes no more", lambda: still(instance) == still(instance) != before)
    time.sleep(2.5)
    standing = shown(still(instance))
    instance.half("player").kill()
    until("it is back", lambda: instance.get("/healthz").json()["player"] == "up")
    until("the call stands there again", lambda: alike(shown(still(instance)), standing))


def shown(jpeg: bytes) -> NDArray[np.int64]:
    """The board without the line in which the time is."""
    with Image.open(io.BytesIO(jpeg)) as image:
        return np.asarray(image.convert("L"), np.int64)[100:]


def alike(one: NDArray[np.int64], other: NDArray[np.int64]) -> bool:
    return bool(np.abs(one - other).mean() < 0.5)


def test_what_is_put_on_a_board_is_seen(instance: Instance) -> None:
    before = shown(still(instance))
    put = instance.ask("PUT", "/api/channels/hall/board", json={"message": "今日停診"})
    assert put.status_code == 200
    until("it is seen", lambda: not np.array_equal(shown(still(instance)), before))


def test_a_board_is_added_by_a_reload(tmp_path: Path) -> None:
    plain = '[[channels]]\nid = "hall"\nlanguages = ["en"]\n'
    with running(tmp_path, plain) as instance:
        instance.configure(plain + "board = true\n")
        assert instance.command("reload").stdout == "Changed: hall.\n"
        assert shown(still(instance)).any()
        file = tmp_path / "after.mkv"
        asyncio.run(record(instance, "/hall", 2, file, "-rtsp_transport", "tcp"))
        assert len(decoded(file)[1]) > FPS
        instance.configure(plain + 'board = { message = "\U00013000" }\n')
        refused = instance.command("reload")
        assert refused.returncode != 0
        assert "No font has" in refused.stderr
        assert shown(still(instance)).any()
