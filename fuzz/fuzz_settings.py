"""Fuzz the settings file: python fuzz/fuzz_settings.py -max_total_time=60"""

import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["callcast.settings", "callcast.errors"]):
    from callcast.errors import SettingsError
    from callcast.settings import load

FILE = Path(tempfile.mkdtemp(prefix="callcast-fuzz-")) / "callcast.toml"


def one(data: bytes) -> None:
    """Whatever is in the file: settings, or the one error."""
    FILE.write_bytes(data)
    with suppress(SettingsError):
        load(FILE, {})


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
