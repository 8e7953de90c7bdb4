"""Sound cards, where the extra that plays on them is installed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from callcast.cli.doctor.check import Check, Place, ok, warn
from callcast.player.outputs.sinks.soundcard.sink import PROGRAM

WITHIN = 15.0
"""Seconds for drivers to answer."""


def check(place: Place) -> Iterator[Check]:
    """One line; none without the extra, when no channel asks for a card."""
    asked = any(output.kind == "soundcard" for channel in place.settings.channels for output in channel.outputs)
    if find_spec("sounddevice") is None and not asked:
        return
    try:
        devices = listed()
    except ValueError as error:
        yield warn(str(error), "outputs of kind soundcard do not play until then")
        return
    if devices:
        yield ok("sound cards: " + ", ".join(f'{number} "{name}"' for number, name in devices))
    elif asked:
        yield warn("there is no sound card", "connect one, and see that its driver is loaded")


def listed() -> list[tuple[int, str]]:
    """Number and name of each; `ValueError` with what is missing. In a process apart: drivers print, and may hang."""
    try:
        ended = subprocess.run([sys.executable, "-m", PROGRAM], capture_output=True, timeout=WITHIN, check=False)
    except subprocess.TimeoutExpired:
        raise ValueError(f"sound cards: their drivers did not answer within {WITHIN:g} s; restart them") from None
    told: dict[str, Any] = json.loads(ended.stdout or "{}")
    if "devices" not in told:
        raise ValueError(f"sound cards: {told.get('error', 'their drivers crash')}; {told.get('remedy', 'mend them')}")
    return [(int(number), str(name)) for number, name in told["devices"]]
