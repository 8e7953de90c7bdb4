"""Fuzz the RTCP and RTP parsers: python fuzz/fuzz_rtcp.py -max_total_time=60"""

import sys
from contextlib import suppress

import atheris

with atheris.instrument_imports():
    from callcast.player.outputs.rtsp import rtcp, rtp
    from callcast.player.outputs.rtsp.errors import RtcpError, RtpError


def one(data: bytes) -> None:
    """Nothing but the typed errors escapes."""
    with suppress(RtcpError):
        rtcp.parse(data)
    with suppress(RtpError):
        rtp.unpack(data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
