"""A voice of one's own: recorded in a browser with a microphone, and heard in the hall."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from callcast.player.media.clip import RATE
from tests.acceptance.instance import Instance, running, until
from tests.support import decoded
from tests.support.recordings import heard, wav

SETTINGS = """
[speech]
engines = ["bank", "espeak"]
[[channels]]
id = "hall"
languages = ["zh-TW"]
"""
LINES = 12
CALL = "來賓012號，請到3號櫃檯"
PIECES = ("來賓", "零", "一", "二", "號", "請到", "三", "號櫃檯")


def pitch(line: int) -> float:
    """Hz of the voice that reads that line."""
    return 110 * 1.09**line


@pytest.fixture
def browser() -> Iterator[Any]:
    """Debian's Chromium, whose microphone hears the file `microphone`, again at each recording."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:

        def launch(microphone: Path) -> Any:
            fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
            heard = f"--use-file-for-fake-audio-capture={microphone}%noloop"
            return playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", *fake, heard])

        yield launch


def test_a_pack_of_twelve_phrases_is_made_and_spoken(tmp_path: Path, browser: Any) -> None:
    """On a telephone's screen, with no fault on the page; the call is put together of the takes, in their order."""
    microphone = tmp_path / "microphone.wav"
    microphone.write_bytes(wav(heard()))
    with running(tmp_path, SETTINGS) as instance:
        opened = browser(microphone)
        try:
            lines = record(opened, instance, microphone)
        finally:
            opened.close()
        until("the voice", lambda: "bank:house" in instance.get("/api/voices").json()["voices"])
        sound = hall(instance, tmp_path / "hall.wav")
    assert set(PIECES) <= set(lines)
    assert pitches(sound) == [pytest.approx(pitch(lines.index(piece)), rel=0.03) for piece in PIECES]


def record(browser: Any, instance: Instance, microphone: Path) -> list[str]:
    """Sign in, and record the first twelve lines of a voice for counters; what was read."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-TW", permissions=["microphone"], has_touch=True
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    sign_in(page, instance, "/record")
    page.fill("input[name=name]", "house")
    page.fill("input[name=places]", "3")
    page.uncheck("input[value=missed]")
    page.tap("#new button.primary")
    page.wait_for_selector("#studio:not([hidden])")
    lines: list[str] = page.locator("#list button").all_text_contents()[:LINES]
    for number in range(LINES):
        microphone.write_bytes(wav(heard(0.5, 0.3, 0.4, hertz=pitch(number))))
        page.tap("#record")
        page.wait_for_selector("#record[aria-pressed=true]")
        page.wait_for_timeout(1_600)  # the microphone's own time: what it hears is 1.2 s long
        page.tap("#record")
        page.wait_for_selector("#said:not(:empty), #fault:not(:empty)")
        assert not page.text_content("#fault")
        page.wait_for_selector("#next:not([disabled])")
        page.tap("#next")
    page.tap("#use")
    page.wait_for_selector("#used:not(:empty)")
    assert "bank:house" in page.text_content("#used")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the screen"
    assert not faults
    return lines


def sign_in(page: Any, instance: Instance, path: str) -> None:
    """Ask for a page, be asked who one is, and get there."""
    made = instance.command("people", "add", "anna", "--role", "admin", typed="correct horse battery\n")
    assert made.returncode == 0, made.stderr
    page.goto(f"http://localhost:{instance.web}{path}")
    assert page.title().startswith("登入")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the screen"
    page.fill("input[name=name]", "anna")
    page.fill("input[name=password]", "correct horse battery")
    page.tap("button")
    page.wait_for_url(f"**{path}")


def hall(instance: Instance, file: Path) -> NDArray[np.float32]:
    """What a listener hears of a call."""
    command = ["ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", instance.url(), "-t", "12", "-y", str(file)]
    listener = subprocess.Popen(command)
    try:
        until("a reader", lambda: instance.get("/api/channels").json()["items"][0]["readers"])
        said = instance.final(instance.say(CALL, lang="zh-TW"))
        assert (said["state"], said["reason"]) == ("spoken", None)
        assert listener.wait(30) == 0
    finally:
        listener.kill()
        listener.wait()
    return decoded.samples(file)


def pitches(sound: NDArray[np.float32]) -> list[float]:
    """Hz of each sound in turn, by autocorrelation over 50 ms; what lasts less than 150 ms is none."""
    size, hop = RATE // 20, RATE // 100
    found: list[tuple[float, int]] = []
    for start in range(0, len(sound) - 2 * size, hop):
        frame = sound[start : start + size]
        if np.sqrt(np.mean(frame**2)) < 0.03:
            continue
        lags = np.arange(RATE // 400, RATE // 90)
        likeness = np.array([np.dot(frame, sound[start + lag : start + lag + size]) for lag in lags])
        first = int(np.argmax(likeness > 0.9 * likeness.max()))  # of its multiples
        hertz = RATE / int(lags[first + np.argmax(likeness[first : first + 40])])
        if found and abs(found[-1][0] / hertz - 1) < 0.03:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((hertz, 1))
    long = [hertz for hertz, frames in found if frames >= 15]
    return [hertz for at, hertz in enumerate(long) if not at or abs(long[at - 1] / hertz - 1) > 0.03]
