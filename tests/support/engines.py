"""Which engines can be tested here."""

import ctypes.util
import importlib.util
import sys

from callcast import extras


def pyttsx3_is_missing() -> str:
    """Why it cannot be tested; empty when it can."""
    if importlib.util.find_spec("pyttsx3") is None:
        return f"pyttsx3 is not installed: {extras.install('pyttsx3')}"
    if sys.platform == "linux" and not any(map(ctypes.util.find_library, ("espeak-ng", "espeak"))):
        return "pyttsx3 finds no espeak: apt-get install espeak-ng"
    return ""
