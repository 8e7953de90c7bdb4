"""The microphone and the loudspeaker of `callcast voices record`, on a cable from the one to the other."""

import io
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
from tests.support.cable import Cable, need_cable
from tests.support.recordings import heard, wav

HEAR = """
import sys
from pathlib import Path
from callcast.cli.voices.microphone import Microphone
with Microphone(None) as microphone:
    microphone.start()
    microphone.play(Path(sys.argv[1]).read_bytes())
    Path(sys.argv[2]).write_bytes(microphone.stop())
"""


def test_what_is_played_is_recorded(tmp_path: Path) -> None:
    need_cable()
    cable = Cable(tmp_path)
    config = Path(cable.environment["ALSA_CONFIG_PATH"])
    config.write_text(f'{config.read_text()}\npcm.!default {{ type pulse server "{cable.server}" }}\n')
    told, found = tmp_path / "told.wav", tmp_path / "found.wav"
    told.write_bytes(wav(heard(1.0)))
    with cable.plugged():
        command = [sys.executable, "-c", HEAR, str(told), str(found)]
        done = subprocess.run(command, env=cable.env(), timeout=60, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    with wave.open(io.BytesIO(found.read_bytes())) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48_000, 1, 2)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32_768
    loud = np.flatnonzero(np.abs(samples) > 0.1)
    assert 0.8 < (loud[-1] - loud[0]) / 48_000 < 1.1
