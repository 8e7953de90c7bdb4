"""The settings' rules."""

import pytest
from pydantic import ValidationError

from callcast.player.outputs.rtsp.auth import Scheme
from callcast.player.outputs.servers.rtsp.settings import (
    RtspChannelSettings,
    RtspSettings,
)


@pytest.mark.parametrize("text", ["8554", "host", "host:x", "host:70000", "::1:8554", ""])
def test_what_is_no_address_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(ValidationError, match=r"write it like|write an IPv6"):
        RtspSettings(listen=text)


def test_defaults() -> None:
    settings, channel = RtspSettings(), RtspChannelSettings()
    assert (settings.listen, settings.tls_listen, settings.rtp_port) == ("0.0.0.0:8554", None, 0)
    assert channel.profiles == ("aac", "opus", "pcma", "pcmu", "l16")
    assert channel.auth == (Scheme.SHA256, Scheme.MD5)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"rtp_port": 5001}, "must be even"),
        ({"tls_listen": ":322"}, "needs certificate and key"),
        ({"multicast": {"group": "10.0.0.1"}}, "must be an IPv4 multicast address"),
        ({"multicast": {"port": 5003}}, "must be even"),
        ({"unknown": 1}, "Extra inputs"),
    ],
)
def test_wrong_values_are_refused(values: dict[str, object], text: str) -> None:
    with pytest.raises(ValidationError, match=text):
        RtspSettings.model_validate(values)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"user": "u"}, "given together"),
        ({"user": "a:b", "password": "p"}, "no colon"),
        ({"profiles": ()}, "at least 1"),
        ({"profiles": ("mp3",)}, "'aac'"),
        ({"auth": ("kerberos",)}, "digest-sha256"),
    ],
)
def test_wrong_channel_values_are_refused(values: dict[str, object], text: str) -> None:
    with pytest.raises(ValidationError, match=text):
        RtspChannelSettings.model_validate(values)
