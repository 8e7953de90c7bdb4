"""Windows PowerShell, as far as the two scripts of SAPI go, spoken by espeak. See `programs`."""

import base64
import os
import sys
from pathlib import Path

from tests.support.spoken_wav import spoken

from callcast.player.speech.engines import sapi

NAMES = {
    "Microsoft Hanhan Desktop": ("zh-TW", "cmn"),
    "Microsoft Zira Desktop": ("en-US", "en-us"),
    "Ünï çödé": ("de-DE", "de"),
}


def told(word: str, text: str) -> None:
    sys.stdout.write(f"{word} {base64.b64encode(text.encode()).decode()}\r\n")


def main(arguments: list[str]) -> int:
    *options, encoded = arguments
    assert options == ["-NoLogo", "-NoProfile", "-NonInteractive", "-EncodedCommand"]
    script = base64.b64decode(encoded).decode("utf-16-le")
    sys.stdout.write("a profile that prints\r\n")
    if script == sapi.LIST:
        for name, (tag, _) in NAMES.items():
            told(tag, name)
        return 0
    assert script == sapi.SPEAK
    voice = os.environ["SAPI_VOICE"]
    assert -10 <= int(os.environ["SAPI_RATE"]) <= 10
    if voice not in NAMES:
        told("error", f"無法設定語音 {voice}")
        return 0
    text = Path(os.environ["SAPI_TEXT"]).read_text(encoding="utf-8")
    Path(os.environ["SAPI_OUT"]).write_bytes(spoken(NAMES[voice][1], text))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
