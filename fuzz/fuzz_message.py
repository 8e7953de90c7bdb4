"""Fuzz the RTSP parser: python fuzz/fuzz_message.py -max_total_time=60"""

import sys
from contextlib import suppress

import atheris

with atheris.instrument_imports():
    from callcast.player.outputs.rtsp import transport, url
    from callcast.player.outputs.rtsp.errors import RtspError
    from callcast.player.outputs.rtsp.message import Limits, Parser, Request

LIMITS = Limits(start_line=256, headers=8, head=1_024, body=256)
MOST_HELD = 4 + 65_535


def one(data: bytes) -> None:
    """The first byte tells how the rest is cut."""
    provider = atheris.FuzzedDataProvider(data)
    step = provider.ConsumeIntInRange(1, 64)
    wire = provider.ConsumeBytes(len(data))
    parser = Parser(LIMITS)
    with suppress(RtspError):
        for start in range(0, len(wire), step):
            parser.receive(wire[start : start + step])
            while (message := parser.next_message()) is not None:
                if isinstance(message, Request):
                    url.parse(message.uri)
                    transport.parse(message.headers.get("Transport") or "")
            if parser.held > MOST_HELD:
                raise AssertionError(f"{parser.held} bytes are held")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
