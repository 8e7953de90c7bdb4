"""Fuzz the client's end of RTSP: python fuzz/fuzz_client.py -max_total_time=60"""

import sys
from contextlib import suppress

import atheris

with atheris.instrument_imports():
    from callcast.player.media.profile import AAC, PCMA
    from callcast.player.outputs.rtsp.client import ClientConnection, Greeted
    from callcast.player.outputs.rtsp.faults import ServerFault
    from callcast.player.outputs.rtsp.message import Limits
    from callcast.player.outputs.rtsp.payload import format_of
    from callcast.player.outputs.rtsp.publication import Publication
    from callcast.player.outputs.rtsp.target import Target

LIMITS = Limits(start_line=256, headers=8, head=1_024, body=256)
HALL = Publication("hall", (format_of(AAC), format_of(PCMA)), 1)
TARGET = Target.parse("rtsp://anna:sesame@media.example/hall")
MOST_SENT = 65_536
"""Bytes that one piece of rubbish may make the client send."""


def one(data: bytes) -> None:
    """The first byte tells how the rest is cut."""
    provider = atheris.FuzzedDataProvider(data)
    step = provider.ConsumeIntInRange(1, 64)
    wire = provider.ConsumeBytes(len(data))
    client = ClientConnection(TARGET, HALL, "::1", LIMITS)
    client.greet(0.0)
    with suppress(ServerFault):
        for now, start in enumerate(range(0, len(wire), step)):
            for event in client.receive_data(wire[start : start + step], now / 10):
                if isinstance(event, Greeted):
                    client.publish(None, now / 10)
            client.check(now / 10)
            if len(client.data_to_send()) > MOST_SENT:
                raise AssertionError("the client can be made to send without end")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
