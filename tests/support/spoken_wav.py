"""A program that really speaks: `python spoken_wav.py VOICE TEXT`, or the text by stdin; a WAV goes to stdout.

By the espeak-ng that Callcast brings along, so nothing must be installed.
"""

import io
import sys
import wave

from callcast.player.speech.engine import Request
from callcast.player.speech.engines.espeak import Espeak
from callcast.player.speech.errors import EmptyAudio


def spoken(voice: str, text: str) -> bytes:
    """A WAV file, of no sound where there is none for the text."""
    engine = Espeak()
    engine.start()
    try:
        speech = engine.synthesize(Request(text, voice, voice))
        rate, pcm = speech.rate, b"".join(speech.blocks)
    except EmptyAudio:
        rate, pcm = 22_050, bytes(2_205)
    file = io.BytesIO()
    with wave.open(file, "wb") as opened:
        opened.setparams((1, 2, rate, 0, "NONE", ""))
        opened.writeframes(pcm)
    return file.getvalue()


if __name__ == "__main__":
    said = sys.argv[2] if len(sys.argv) > 2 else sys.stdin.buffer.read().decode("utf-8")
    sys.stdout.buffer.write(spoken(sys.argv[1], said))
