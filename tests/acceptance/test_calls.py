"""Random calls by each voice, as who listens by RTSP decodes them: equally loud, whole, without a hole, at their pace.

`CALLCAST_TEST_CALLS` is how many for each voice, `CALLCAST_TEST_KOKORO` a folder with styles of Kokoro. Those voices
that are tested (`-k`) speak at a time, each on a channel of its own; with `-s` a row of figures is written for each.
"""

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from callcast.bus.messages import Call
from callcast.player.media.clip import RATE, Clip
from callcast.player.media.level import TARGET
from callcast.player.speech.renderer import Renderer
from callcast.player.speech.settings import SpeechSettings
from callcast.player.speech.utterance import Utterance
from tests.acceptance.instance import Instance, running, until
from tests.support import call_sound, packs, random_calls
from tests.support.call_sound import CallSound
from tests.support.engines import missing
from tests.support.random_calls import Pace, Size

CALLS = int(os.environ.get("CALLCAST_TEST_CALLS", "3"))
STYLES = Path(os.environ.get("CALLCAST_TEST_KOKORO", "/nonexistent"))

PEAK = -1.0
"""dBTP."""
LONGEST_SILENCE = 400
"""ms."""
EDGE_DB = 3.0
"""That 20 ms of the first and the last 100 may lose by coding."""
SOFT = -30.0
"""dBFS that the outermost 10 ms may have: what is louder was cut, for no syllable begins or ends so."""
OFF = 0.2
"""Share by which a call may last longer or shorter than its syllables should."""


@dataclass(frozen=True)
class Who:
    """A voice, on the channel `id`."""

    id: str
    lang: str
    voice: str
    lacking: str = ""

    @property
    def calls(self) -> list[Call]:
        """What it says."""
        return random_calls.random_calls(self.id, CALLS)

    def utterance(self, call: Call) -> Utterance:
        """By the template."""
        said = random_calls.utterance(call, self.lang)
        return Utterance(said.text, said.lang, None, self.voice, said.segments)


def _style(name: str, otherwise: str) -> tuple[str, str]:
    """Kokoro's voice of that name, if its style is here, and why not."""
    here = (STYLES / f"{name}.bin").is_file()
    lacking = "" if here or otherwise else f"no {name}.bin in CALLCAST_TEST_KOKORO"
    return f"kokoro:{name if here or not otherwise else otherwise}", missing("kokoro") or lacking


WHO = (
    Who("gcin", "zh-TW", "bank:gcin-3", packs.gcin_is_missing()),
    Who("syllables", "zh-TW", "bank:syllables", packs.syllables_are_missing()),
    Who("kokoro-zh", "zh-TW", *_style("zf_xiaoxiao", "jf_alpha")),
    Who("kokoro-en", "en", *_style("af_heart", "")),
    Who("kokoro-ja", "ja", *_style("jf_alpha", "jf_alpha")),
    Who("hibari", "en", "hibari:heart", missing("hibari")),
)

SPEECH = {"engines": ["bank", "hibari", "kokoro"], "block_timeout": 60, "request_timeout": 120}
"""Long limits: how quick a voice is, is not asked here."""
SETTINGS = "[speech]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in SPEECH.items())
CHANNEL = """
[[channels]]
id = "{0.id}"
languages = ["{0.lang}"]
voice = "{0.voice}"
"""


@dataclass(frozen=True)
class Heard:
    """Of one voice: what a listener has, its calls before coding, and ms of the reference calls."""

    sound: NDArray[np.int16]
    clips: list[Clip]
    pace: Pace


@pytest.fixture(scope="module")
def heard(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Heard]:
    """All voices say their calls at a time, while ffmpeg listens to each."""
    folder = tmp_path_factory.mktemp("calls")
    tested = [item.callspec.params.get("who") for item in request.session.items if hasattr(item, "callspec")]
    voices = [who for who in WHO if not who.lacking and who in tested]
    with _speaking(folder, voices) as instance, _listeners(instance, folder, voices):
        _say(instance, folder, voices)
    return asyncio.run(_clips(SpeechSettings.model_validate(SPEECH).at(folder / "data"), folder, voices))


@contextlib.contextmanager
def _speaking(folder: Path, voices: list[Who]) -> Iterator[Instance]:
    channels = "".join(CHANNEL.format(who) for who in voices)
    (folder / "callcast.toml").write_text(SETTINGS + channels, encoding="utf-8")
    idle = Instance(folder, settings=SETTINGS + channels)
    if not packs.syllables_are_missing():
        done = idle.command("voices", "install", str(packs.SYLLABLES), "--as", "syllables", "--yes", seconds=60)
        assert done.returncode == 0, done.stderr
    if STYLES.is_dir():
        shutil.copytree(STYLES, folder / "data" / "voices" / "kokoro", dirs_exist_ok=True)
    with running(folder, SETTINGS + channels) as instance:
        wanted = {who.voice for who in voices}
        until("the engines are known", lambda: wanted <= set(instance.get("/api/voices").json()["voices"]), 60)
        yield instance


@contextlib.contextmanager
def _listeners(instance: Instance, folder: Path, voices: list[Who]) -> Iterator[None]:
    """ffmpeg for each voice, writing from when this begins until after it ends."""
    with contextlib.ExitStack() as stack:
        for who in voices:
            command = ("ffmpeg", "-v", "error", "-nostdin", "-rtsp_transport", "tcp", "-i", instance.url(f"/{who.id}"))
            into = ("-f", "s16le", "-ar", str(RATE), "-ac", "1", "-flush_packets", "1", "-y", str(_raw(folder, who)))
            listener = stack.enter_context(subprocess.Popen([*command, *into]))
            stack.callback(listener.terminate)
        _has_heard(folder, voices, 0.5)
        yield
        _has_heard(folder, voices, 1.0)


def _raw(folder: Path, who: Who) -> Path:
    return folder / f"{who.id}.raw"


def _has_heard(folder: Path, voices: list[Who], seconds: float) -> None:
    """Each listener has so many seconds more."""
    size = int(seconds * RATE) * 2
    files = {_raw(folder, who): _size(_raw(folder, who)) + size for who in voices}
    until("all listeners hear", lambda: all(_size(file) >= wanted for file, wanted in files.items()), 30)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _say(instance: Instance, folder: Path, voices: list[Who]) -> None:
    """Have all calls said, one after the other on each channel; that each was, by the voice that should."""
    asked: dict[str, Any] = {}
    for who in voices:
        for call in who.calls:
            body = {
                "template": random_calls.KIND,
                "call": {"number": call.number, "place": call.place},
                "langs": [who.lang],
                "channels": [who.id],
            }
            answer = instance.post(json=body)
            assert answer.status_code == 202, answer.text
            asked[answer.json()["id"]] = {"channel": who.id, "lang": who.lang, **body["call"]}  # type: ignore[dict-item]
    (folder / "calls.json").write_text(json.dumps([*asked.values()], ensure_ascii=False), encoding="utf-8")
    deadline = time.monotonic() + 60 + 30 * CALLS
    for one, call in asked.items():
        said = instance.final(one)
        while said["state"] in ("queued", "speaking") and time.monotonic() < deadline:
            said = instance.final(one)
        assert (said["state"], said["reason"]) == ("spoken", None), call


async def _clips(speech: SpeechSettings, folder: Path, voices: list[Who]) -> dict[str, Heard]:
    """What was spoken, from the instance's own cache; the reference calls are made by engines of our own."""
    renderer = Renderer(speech, folder / "data" / "clips")
    try:
        await renderer.ready()
        found = {}
        for who in voices:
            clips = [await renderer.render(who.utterance(call)) for call in who.calls]
            lengths = [_ms(await renderer.render(who.utterance(call))) for call in random_calls.REFERENCES]
            pace = Pace([Size.of(call, who.lang) for call in random_calls.REFERENCES], lengths)
            found[who.id] = Heard(np.fromfile(_raw(folder, who), dtype=np.int16), clips, pace)
        return found
    finally:
        await renderer.close()


def _ms(clip: Clip) -> float:
    (begin, end), *_ = call_sound.split(clip.samples)
    return (end - begin) * 1000 / RATE


@pytest.mark.timeout(240 + 50 * CALLS)
@pytest.mark.parametrize("who", WHO, ids=lambda who: who.id)
def test_calls_are_heard_as_they_should(who: Who, request: pytest.FixtureRequest) -> None:
    if who.lacking:
        pytest.skip(who.lacking)
    if shutil.which("ffmpeg") is None:
        pytest.skip("there is no ffmpeg: apt-get install ffmpeg")
    mine: Heard = request.getfixturevalue("heard")[who.id]
    parts = call_sound.split(mine.sound)
    assert len(parts) == len(mine.clips)
    pairs = zip(parts, mine.clips, strict=True)
    sounds = [call_sound.measured(mine.sound, *part, clip.samples) for part, clip in pairs]
    off = [
        sound.length / mine.pace.expected(Size.of(call, who.lang)) - 1
        for sound, call in zip(sounds, who.calls, strict=True)
    ]
    sys.stdout.write(_figures(who, sounds, off, mine.pace))
    wrong = [
        f"{call}: {fault}"
        for call, sound, share in zip(who.calls, sounds, off, strict=True)
        for fault in _faults(sound, share)
    ]
    assert not wrong, "\n".join(wrong)


def _faults(sound: CallSound, off: float) -> Iterator[str]:
    if abs(sound.loudness - TARGET) > 1:
        yield f"{sound.loudness:.2f} LUFS"
    if sound.peak > PEAK:
        yield f"{sound.peak:.2f} dBTP"
    if sound.silence > LONGEST_SILENCE:
        yield f"{sound.silence:.0f} ms of silence"
    if max(sound.begin, sound.end) > EDGE_DB:
        yield f"its ends lost {sound.begin:.1f} and {sound.end:.1f} dB"
    if max(sound.first, sound.last) > SOFT:
        yield f"it begins at {sound.first:.1f} dB, and ends at {sound.last:.1f}"
    if abs(off) > OFF:
        yield f"its length of {sound.length:.0f} ms is off by {off:.0%}"


def _figures(who: Who, sounds: list[CallSound], off: list[float], pace: Pace) -> str:
    """A row of the table in docs/performance.md."""
    loud = [sound.loudness for sound in sounds]
    cells = (
        f"{who.voice} | {who.lang} | {len(sounds)} | {min(loud):.2f} to {max(loud):.2f}",
        f"{max(sound.peak for sound in sounds):.2f} | {max(sound.silence for sound in sounds):.0f}",
        f"{max(sound.begin for sound in sounds):.1f}, {max(sound.end for sound in sounds):.1f}",
        f"{max(sound.first for sound in sounds):.0f}, {max(sound.last for sound in sounds):.0f}",
        f"{min(off):+.0%} to {max(off):+.0%} | {', '.join(f'{one:.0f}' for one in pace.each)}",
    )
    return f"| {' | '.join(cells)} |\n"
