"""Unit tests of what differs on Windows, run there."""

import pytest

from tests.windows.wine import PROJECT, Wine

ROOMS = (
    "tests/unit/bus",
    "tests/unit/cli/voices/test_archive.py",
    "tests/unit/cli/voices/test_download.py",
    "tests/unit/outputs/sinks/pipe/test_pipe_server.py",
    "tests/unit/speech/bank/test_manifest.py",
    "tests/unit/speech/bank/test_pack.py",
    "tests/unit/speech/test_espeak.py",
    "tests/unit/speech/test_say_sapi.py",
    "tests/unit/test_child.py",
    "tests/unit/test_supervise.py",
)


@pytest.mark.timeout(540)
def test_units_of_what_differs(wine: Wine) -> None:
    there = [room for room in ROOMS if (PROJECT / room).exists()]
    assert len(there) == len(ROOMS)
    told = wine.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", *there, seconds=480)
    text = told.stdout.decode("utf-8", "replace")
    assert told.returncode == 0, text
    assert " passed" in text
