"""The whole of the original's chain on Windows: `callcast run`, a named pipe, ffmpeg.exe, an RTSP server, a voice."""

import uuid
from collections.abc import Iterator
from importlib.metadata import entry_points

import pytest

from tests.acceptance.instance import at_work, free_port, until
from tests.windows.hearing import Hearing
from tests.windows.instance import WindowsInstance
from tests.windows.publisher import publishing
from tests.windows.wine import Wine

pytestmark = [
    pytest.mark.skipif(not entry_points(group="callcast.sinks", name="pipe"), reason='no outputs of kind "pipe"'),
    pytest.mark.timeout(300),
]

NAME = f"callcast-test-{uuid.uuid4().hex}"
PATH = rf"\\.\pipe\{NAME}"
SETTINGS = f"""
[[channels]]
id = "hall"
languages = ["en"]
  [[channels.outputs]]
  kind = "pipe"
  to = "pipe:{NAME}"
"""
TEXT = "Order 37 is ready, please come to counter 3."


@pytest.fixture(scope="module")
def instance(wine: Wine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WindowsInstance]:
    here = WindowsInstance(tmp_path_factory.mktemp("chain"), SETTINGS, wine=wine)
    with at_work(here):
        yield here


@pytest.fixture
def url() -> str:
    """Where the RTSP server will be."""
    return f"rtsp://127.0.0.1:{free_port()}/mystream"


def heard(instance: WindowsInstance, hearing: Hearing) -> None:
    """What is said is heard."""
    until("silence is heard", lambda: hearing.blocks > 100, 60)
    before = len(hearing.onsets)
    said = instance.command("say", TEXT, "--lang", "en", "--wait", seconds=60)
    assert said.returncode == 0, said.stderr
    until("the voice is heard", lambda: len(hearing.onsets) > before, 10)


def test_the_voice_arrives(instance: WindowsInstance, url: str) -> None:
    with Hearing(url, listen=True) as hearing, publishing(instance.wine, PATH, url):
        heard(instance, hearing)


def test_killed_ffmpeg_is_started_again(instance: WindowsInstance, url: str) -> None:
    for _ in range(2):
        with Hearing(url, listen=True) as hearing, publishing(instance.wine, PATH, url):
            heard(instance, hearing)


def test_killed_player_has_the_pipe_again(instance: WindowsInstance, url: str) -> None:
    old = instance.half("player")
    old.kill()
    until("a new player", lambda: instance.half("player").pid != old.pid, 60)
    instance.final(instance.say("Back again.", lang="en"), 60)
    with Hearing(url, listen=True) as hearing, publishing(instance.wine, PATH, url):
        heard(instance, hearing)
