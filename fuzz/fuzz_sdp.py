"""Fuzz the SDP parser: python fuzz/fuzz_sdp.py -max_total_time=60"""

import sys
from contextlib import suppress

import atheris

with atheris.instrument_imports():
    from callcast.player.outputs.rtsp import sdp
    from callcast.player.outputs.rtsp.errors import SdpError


def one(data: bytes) -> None:
    """What can be read can be written, and is read as the same again."""
    with suppress(SdpError):
        found = sdp.parse(data)
        again = sdp.parse(found.encode())
        if again.media != found.media:
            raise AssertionError("what was written is not what was read")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
