"""Addresses as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.address import Address, host_of, is_loopback


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("127.0.0.1:8080", "127.0.0.1", 8080),
        ("[::]:8554", "::", 8554),
        (":80", "0.0.0.0", 80),  # noqa: S104 - parsed, not listened on
        ("hall.example:0", "hall.example", 0),
    ],
)
def test_parses(text: str, host: str, port: int) -> None:
    assert Address.parse(text) == Address(host, port)


@pytest.mark.parametrize("text", ["", "localhost", "a:b", "a:65536", "::1:80", "[x]:80", "a b:80", "a:٣", "a:-1"])
def test_refuses_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"write it like|write an IPv6"):
        Address.parse(text)


def test_every_interface_is_reached_by_loopback() -> None:
    assert str(Address.parse(":8080").reachable) == "127.0.0.1:8080"
    assert str(Address.parse("[::]:8080").reachable) == "[::1]:8080"


@given(st.text(max_size=60))
def test_any_text_parses_or_is_a_value_error(text: str) -> None:
    try:
        address = Address.parse(text)
    except ValueError:
        return
    assert Address.parse(str(address)) == address


@pytest.mark.parametrize("header", ["localhost", "LOCALHOST.:80", "127.0.0.1:8081", "127.9.9.9", "[::1]:8081", "[::1]"])
def test_a_host_header_that_names_this_machine(header: str) -> None:
    assert is_loopback(host_of(header))


@pytest.mark.parametrize("header", ["", "evil.example", "127.0.0.1.evil.example", "[::2]:80", "10.0.0.1", "["])
def test_a_host_header_that_does_not(header: str) -> None:
    assert not is_loopback(host_of(header))
