"""What an output of kind `push` can be told, and that its password is shown nowhere."""

from typing import Any

import pytest
from pydantic import ValidationError

from callcast.errors import SettingsError
from callcast.player.outputs.rtsp.peer import Peer
from callcast.player.outputs.rtsp.target import Target
from callcast.player.outputs.sinks.push.errors import CannotCarry, PushError, TakesNoPublishers, UnknownScheme
from callcast.player.outputs.sinks.push.preflight import check_peer, check_settings
from callcast.player.outputs.sinks.push.settings import PushSettings
from callcast.settings import load


def settings(url: str = "rtsp://anna:hush@h:8554/hall?token=hush", **more: Any) -> PushSettings:
    return PushSettings.model_validate({"kind": "push", "url": url, **more})


def target(given: PushSettings) -> Target:
    assert isinstance(given.url, Target)
    return given.url


def told(**more: Any) -> tuple[Target, PushSettings]:
    given = settings(**more)
    return target(given), given


def test_a_url_is_all_that_is_needed() -> None:
    given = settings()
    assert (given.transport, given.profile, given.verify) == ("tcp", "aac", True)
    assert given == settings()
    assert given != settings("rtsp://anna:other@h:8554/hall?token=hush")


def test_the_password_is_shown_nowhere() -> None:
    assert "hush" not in f"{settings()} {settings()!r} {settings().model_dump()}"
    with pytest.raises(ValidationError) as caught:
        settings("rtsp://anna:hu/sh@h/hall")
    assert "hu/sh" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["rtsp://anna:hush@h:8554/hall?token=hush", "rtmp://h/live/hush", "srt://h:9000?passphrase=hush", "udp://h:1"],
)
def test_our_own_processes_are_told_the_whole(url: str) -> None:
    given = settings(url)
    assert "hush" not in f"{given} {given!r} {given.model_dump()}"
    again = PushSettings.model_validate_json(given.model_dump_json())
    assert again == given
    assert again.url.url == url


def test_what_is_for_rtsp_is_refused_elsewhere() -> None:
    for more in ({"transport": "udp"}, {"profile": "opus"}, {"verify": False}):
        with pytest.raises(ValidationError, match="are for RTSP; leave them out for rtmp://"):
            settings("rtmp://h/live/hush", **more)


def test_a_url_that_is_none_is_a_fault_of_the_settings(tmp_path: Any) -> None:
    for url in ('"rtsp://anna:hu/sh@h/hall"', '"hu/sh"', "5"):
        file = tmp_path / "callcast.toml"
        file.write_text(f'[[channels]]\nid = "hall"\n[[channels.outputs]]\nkind = "push"\nurl = {url}\n')
        with pytest.raises(SettingsError, match=r"url in .* must be.* like rtsp://") as caught:
            load(file, {})
        assert "hu/sh" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (settings("http://anna:hush@h/hall"), UnknownScheme),
        (settings("ftp://h/hall"), UnknownScheme),
        (settings("rtsps://h/hall", transport="udp"), CannotCarry),
    ],
)
def test_what_can_go_nowhere_is_refused_with_the_remedy(given: PushSettings, error: type[PushError]) -> None:
    with pytest.raises(error) as caught:
        check_settings(target(given), given)
    assert str(caught.value).endswith(".")
    assert "set " in str(caught.value) or "must" in str(caught.value)
    assert "hush" not in str(caught.value)


def test_what_a_server_cannot_carry_is_refused_with_the_remedy() -> None:
    everything = frozenset({"ANNOUNCE", "RECORD"})
    for peer in (Peer(), Peer("gortsplib", everything)):
        check_peer(*told(profile="opus"), peer)
    check_peer(*told(), Peer("xiu", everything))
    with pytest.raises(CannotCarry, match='is xiu, which carries only AAC; set profile = "aac"'):
        check_peer(*told(profile="opus"), Peer("xiu", everything))
    with pytest.raises(TakesNoPublishers, match=r"takes no publishers \(Callcast\)"):
        check_peer(*told(), Peer("Callcast", frozenset({"OPTIONS", "DESCRIBE"})))
