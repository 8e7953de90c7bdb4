"""Outputs of kind ffmpeg of a running instance: what one carries, and what is told of one that cannot be."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.instance import running, until
from tests.acceptance.test_outputs import outputs
from tests.support.clients import need

SETTINGS = """
[[channels]]
id = "hall"
languages = ["en"]
  [[channels.outputs]]
  kind = "ffmpeg"
  url = "{udp}"
  [[channels.outputs]]
  kind = "ffmpeg"
  url = "rtsp://joe:s3cret@127.0.0.1:9/hall?token=t0ken"
  [[channels.outputs]]
  kind = "ffmpeg"
  url = "rtsq://joe:s3cret@media.example/hall"
  [[channels.outputs]]
  kind = "ffmpeg"
  url = "rtmp://media.example/live/s3cret"
  program = "no-such-ffmpeg"
  [[channels.outputs]]
  kind = "ffmpeg"
  url = "rtsp://media.example/hall"
  codec = "no_such_codec"
"""
SAID = (
    "rtsp://127.0.0.1:9/hall cannot be reached: nothing listens there; start it, or mend the URL.",
    "rtsq://media.example is not where ffmpeg can publish to; url must begin with one of rtsp://",
    "There is no ffmpeg program no-such-ffmpeg; mend program, or leave it out to take the one on the PATH.",
    "has not the encoder no_such_codec; name a fuller one with program, or set another codec.",
)


@pytest.fixture
def taker() -> Iterator[socket.socket]:
    """Takes what is sent to it."""
    need("ffmpeg")
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        one.settimeout(20)
        yield one


def test_those_that_cannot_be_say_why_and_the_other_goes_on(taker: socket.socket, tmp_path: Path) -> None:
    udp = f"udp://127.0.0.1:{taker.getsockname()[1]}"
    with running(tmp_path, SETTINGS.format(udp=udp)) as instance:
        states = ["running", *["waiting"] * 4]
        until("all are told of", lambda: [one["state"] for one in outputs(instance)] == states, 20)
        assert taker.recv(65_536)[:1] == b"G", "MPEG-TS"
        reasons = [str(one["reason"]) for one in outputs(instance)]
        assert all(said in reason for said, reason in zip(SAID, reasons[1:], strict=True)), reasons
        examined = instance.command("doctor").stdout
        assert f"output ffmpeg {udp} of channel hall runs; 1 take it" in examined
        for said in SAID[1:]:
            assert f"of channel hall: {said.partition(';')[0]}" in examined or said[:30] in examined
        log = "".join(instance.log)
        assert all(said in log for said in SAID)
        for where in (log, examined, str(outputs(instance)), instance.get("/metrics").text):
            assert "s3cret" not in where
            assert "t0ken" not in where
