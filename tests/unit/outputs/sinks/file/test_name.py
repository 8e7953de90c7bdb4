"""A recording's name says when it is from, everywhere and once."""

import sys
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.outputs.sinks.file.name import hour_of, name, start_of


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if sys.platform == "win32":
        pytest.skip("Windows has no time.tzset")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("zone", "unix", "expected"),
    [
        ("UTC", 1_795_498_200, "hall-2026-11-24T05+0000.ts"),
        ("Asia/Taipei", 1_795_498_200, "hall-2026-11-24T13+0800.ts"),
        ("Asia/Kolkata", 1_795_498_200, "hall-2026-11-24T11+0530.ts"),
        # The hour that comes twice when summer time ends has two names.
        ("Europe/Berlin", 1_792_886_400, "hall-2026-10-25T02+0200.ts"),
        ("Europe/Berlin", 1_792_890_000, "hall-2026-10-25T02+0100.ts"),
    ],
    indirect=["zone"],
)
def test_the_hour_is_local_and_says_so(zone: None, unix: float, expected: str) -> None:
    assert name("hall", hour_of(unix), 1) == expected


@given(unix=st.integers(0, 4_000_000_000), part=st.integers(1, 500))
def test_a_name_tells_when_its_hour_began(unix: int, part: int) -> None:
    start = start_of("hall", name("hall", hour_of(unix), part))
    assert start is not None
    assert 0 <= unix - start < 3_600


@pytest.mark.parametrize(
    "file",
    [
        "hall-2-2026-11-24T05+0000.ts",
        "room-2026-11-24T05+0000.ts",
        "hall-2026-11-24T05+0000.ts.bak",
        "hall-2026-11-24T05+0000.aac",
        "hall-2026-13-24T05+0000.ts",
        "hall-2026-11-24T25+0000.ts",
        "hall-2026-11-24T05.ts",
        "hall-\u0662026-11-24T05+0000.ts",
        "hall.ts",
        "",
    ],
)
def test_other_files_are_none_of_ours(file: str) -> None:
    assert start_of("hall", file) is None
