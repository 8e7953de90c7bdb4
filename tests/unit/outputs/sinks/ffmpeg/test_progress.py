"""Moving, or not, by what ffmpeg reports."""

import pytest

from callcast.player.outputs.sinks.ffmpeg.progress import STALL, Progress, out_time


@pytest.mark.parametrize(
    ("line", "microseconds"),
    [
        ("out_time_us=1941333", 1_941_333),
        ("out_time_us= 12", 12),
        ("out_time_us=N/A", None),
        ("out_time_us=-9223372036854775807", None),
        ("out_time_ms=5", None),
        ("progress=continue", None),
        ("", None),
    ],
)
def test_out_time(line: str, microseconds: int | None) -> None:
    assert out_time(line) == microseconds


def test_what_never_begins_stalls() -> None:
    progress = Progress(100.0)
    assert not progress.heard("out_time_us=0", 103.0)
    assert not progress.moving
    assert progress.left(103.0) == STALL - 3
    assert progress.left(100.0 + STALL) <= 0


def test_what_moves_does_not_until_it_stands_still() -> None:
    progress = Progress(0.0)
    assert progress.heard("out_time_us=500000", 1.0)
    assert not progress.heard("out_time_us=1000000", 2.0)
    assert progress.moving
    assert not progress.heard("out_time_us=1000000", 4.0)
    assert progress.left(4.0) == STALL - 2


def test_a_stall_is_seen_within_five_seconds() -> None:
    assert STALL < 5
