"""Sentences that several rooms share."""

from callcast.address import Address
from callcast.errors import PortTaken
from callcast.player.outputs.errors import CannotListen


def test_an_address_is_written_as_it_is_read() -> None:
    for text in ("[::]:18554", "127.0.0.1:8080", "localhost:80"):
        address = Address.parse(text)
        assert f" {text}: " in str(PortTaken("RTSP", address.host, address.port, "rtsp.listen"))
        assert f" {text} (" in str(CannotListen("RTSP", address.host, address.port, "not permitted", "rtsp.listen"))
