"""ffmpeg's lines as log records."""

import logging

import pytest

from callcast.player.outputs.sinks.ffmpeg.log import AT_ONCE, PERIOD, WIDTH, Line, Log


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[error] a: b", Line(logging.ERROR, "a: b")),
        ("[fatal] gone", Line(logging.ERROR, "gone")),
        ("[tcp @ 0x560021751a40] [error] Connection refused", Line(logging.ERROR, "tcp: Connection refused")),
        ("[aist#0:0/pcm_s16le @ 0x55] [warning] Guessed", Line(logging.WARNING, "aist#0:0/pcm_s16le: Guessed")),
        ("[warning] Guessed Channel Layout for stream", Line(logging.DEBUG, "Guessed Channel Layout for stream")),
        (
            "[nut @ 0x5] [warning] Could not find codec parameters for stream 1 (Video: h264)",
            Line(
                logging.DEBUG,
                "nut: Could not find codec parameters for stream 1 (Video: h264)",
            ),
        ),
        ("[error] Could not find codec parameters for x", Line(logging.ERROR, "Could not find codec parameters for x")),
        ("[info]   Stream #0:0", Line(logging.DEBUG, "Stream #0:0")),
        ("no level at all", Line(logging.DEBUG, "no level at all")),
        ("[weird] x", Line(logging.DEBUG, "x")),
    ],
)
def test_lines(text: str, line: Line) -> None:
    assert Line.parse(text) == line


def test_a_flood_is_counted_not_written(caplog: pytest.LogCaptureFixture) -> None:
    log = Log("ffmpeg", ())
    with caplog.at_level(logging.INFO):
        for number in range(1000):
            log.heard(f"[warning] {number}", 50.0)
        log.heard("[warning] later", 50.0 + PERIOD)
        log.close()
    assert len(caplog.messages) == AT_ONCE + 2
    assert caplog.messages[AT_ONCE:] == [f"ffmpeg: and {1000 - AT_ONCE} lines more", "ffmpeg: later"]


def test_errors_are_kept_without_secrets_and_not_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    log = Log("ffmpeg", {"s3cret"})
    log.heard("[error] rtsp://joe:s3cret@h: no " + "x" * 1000, 0.0)
    assert log.errors[0].startswith("rtsp://joe:***@h: no xxx")
    assert len(log.errors[0]) <= WIDTH
    assert "s3cret" not in caplog.text
    for number in range(100):
        log.heard(f"[error] {number}", 0.0)
    assert len(log.errors) == AT_ONCE
