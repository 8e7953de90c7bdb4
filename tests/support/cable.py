"""A virtual sound card: a sink of PulseAudio's that plays to nobody, and can be listened to."""

import importlib.util
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from callcast import extras

NAME = "cable"

_ALSA = """
</usr/share/alsa/alsa.conf>
pcm.cable {{ type pulse server "{server}" device "{sink}" hint {{ show on description "A cable" }} }}
ctl.cable {{ type pulse server "{server}" }}
"""


def need_cable() -> None:
    """The test is skipped when there cannot be one."""
    if importlib.util.find_spec("sounddevice") is None:
        pytest.skip(f"sounddevice is not installed: {extras.install('sounddevice')}")
    for program, package in (
        ("pulseaudio", "pulseaudio"),
        ("parec", "pulseaudio-utils"),
        ("pactl", "pulseaudio-utils"),
    ):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: apt-get install {package}")
    if not any(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so")):
        pytest.skip("ALSA cannot play to PulseAudio: apt-get install libasound2-plugins")


class Cable:
    """The cable in `folder`; `environment` is what players need to see it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = f"unix:{folder}/native"
        config = folder / "alsa.conf"
        config.write_text(_ALSA.format(server=self.server, sink=NAME))
        home = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        self.environment = {**home, "PULSE_SERVER": self.server, "ALSA_CONFIG_PATH": str(config), "LC_ALL": "C"}

    @contextmanager
    def plugged(self) -> Iterator[None]:
        """It is there."""
        command = [
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--use-pid-file=no",
            "--disable-shm=yes",
        ]
        modules = [f"module-native-protocol-unix socket={self.folder}/native auth-anonymous=1"]
        modules += [f"module-null-sink sink_name={NAME} rate=48000 norewinds=1"]
        loads = [part for module in modules for part in ("-L", module)]
        process = subprocess.Popen([*command, *loads], env=self.env(), stderr=subprocess.DEVNULL)
        try:
            self._await(process)
            yield
        finally:
            process.kill()
            process.wait()

    def _await(self, process: "subprocess.Popen[bytes]") -> None:
        end = time.monotonic() + 10
        while (
            NAME
            not in subprocess.run(
                ["pactl", "list", "short", "sinks"], env=self.env(), capture_output=True, text=True, check=False
            ).stdout
        ):
            assert process.poll() is None, "pulseaudio does not run here"
            assert time.monotonic() < end, "pulseaudio has no sink"
            time.sleep(0.05)

    def env(self) -> dict[str, str]:
        """The environment of a process that plays to it."""
        import os

        return {**os.environ, **self.environment}

    @contextmanager
    def recorded(self, file: Path) -> Iterator[None]:
        """What it is played goes into a WAV file."""
        command = ["parec", "-d", f"{NAME}.monitor", "--format=s16le", "--rate=48000", "--channels=1"]
        process = subprocess.Popen([*command, "--latency-msec=20", "--file-format=wav", str(file)], env=self.env())
        try:
            yield
        finally:
            process.terminate()
            process.wait()
