"""`callcast doctor`."""

import asyncio
import errno
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.support.screen import ScreenChannel
from tests.support.showing import showing
from tests.unit.cli.desk import Callcast, Desk

from callcast.cli.doctor import clock, codecs, data, engines, fonts, instance, packages, ports, programs
from callcast.cli.doctor.check import Check, Place
from callcast.player.media.gop import can_encode
from callcast.settings import load


def place(tmp_path: Path, health: dict[str, object] | None = None, **environ: str) -> Place:
    return Place(
        load(None, {"CALLCAST_SPEECH__ENGINES": '["espeak"]', **environ}),
        tmp_path / "data",
        "http://127.0.0.1:9",
        health,
    )


def states(checks: Iterator[Check]) -> list[str]:
    found = list(checks)
    assert all(check.remedy for check in found if check.state != "ok")
    return [check.state for check in found]


@pytest.fixture
def taken() -> Iterator[str]:
    """An address that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def free() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


@pytest.mark.parametrize("check", [packages.check, codecs.check, clock.check, fonts.check, programs.check])
def test_nothing_fails_here(check: Callable[[Place], Iterator[Check]], tmp_path: Path) -> None:
    assert "fail" not in states(check(place(tmp_path)))


def test_ports(tmp_path: Path, taken: str) -> None:
    both_free = place(tmp_path, CALLCAST_WEB__LISTEN=free(), CALLCAST_RTSP__LISTEN=free())
    assert states(ports.check(both_free)) == ["ok", "ok"]
    both_taken = place(tmp_path, CALLCAST_WEB__LISTEN=taken, CALLCAST_RTSP__LISTEN=free())
    assert states(ports.check(both_taken)) == ["fail", "ok"]
    ours = place(tmp_path, {"status": "ok"}, CALLCAST_WEB__LISTEN=taken, CALLCAST_RTSP__LISTEN=free())
    assert states(ports.check(ours)) == ["ok", "ok"]
    nowhere = place(tmp_path, CALLCAST_WEB__LISTEN="192.0.2.1:8080", CALLCAST_RTSP__LISTEN=free())
    assert states(ports.check(nowhere)) == ["fail", "ok"]


def test_a_board_that_cannot_be_had(tmp_path: Path) -> None:
    picture = tmp_path / "note.png"
    picture.write_text("no picture")
    for board in ("background", "logo", "picture"):
        where = place(tmp_path, None, **{f"CALLCAST_CHANNELS__0__BOARD__{board.upper()}": str(picture)})
        *_, line = fonts.check(where)
        assert line.what == f'board of channel hall: The picture "{picture}" is no picture that is known'
        assert line.remedy == "give the path of a JPEG, PNG or WebP file"
    if not can_encode("libopenh264"):
        *_, line = fonts.check(place(tmp_path, CALLCAST_CHANNELS__0__BOARD__CODEC="openh264"))
        assert (line.state, line.remedy) == ("fail", 'take codec = "h264" or codec = "mjpeg"')


def test_the_port_of_boards_if_there_are_any(tmp_path: Path, taken: str) -> None:
    def found(http: str, board: str) -> list[Check]:
        others = {"CALLCAST_WEB__LISTEN": free(), "CALLCAST_RTSP__LISTEN": free()}
        where = place(tmp_path, None, CALLCAST_HTTP__LISTEN=http, CALLCAST_CHANNELS__0__BOARD=board, **others)
        return list(ports.check(where))

    assert states(iter(found(taken, "false"))) == ["ok", "ok"]
    assert states(iter(found(free(), "true"))) == ["ok", "ok", "ok"]
    *_, line = found(taken, "true")
    assert (line.state, line.remedy) == ("fail", "stop that program, or change http.listen")


def test_the_port_of_boards_is_known_again(tmp_path: Path) -> None:
    async def test() -> None:
        async with showing(ScreenChannel()) as server:
            listen = f"127.0.0.1:{server.port}"
            where = place(tmp_path, CALLCAST_HTTP__LISTEN=listen, CALLCAST_CHANNELS__0__BOARD="true")
            *_, line = await asyncio.to_thread(lambda: list(ports.check(where)))
            assert line.what == f"HTTP port {listen}: held by the running instance"

    asyncio.run(test())


def test_data_folder(tmp_path: Path) -> None:
    assert states(data.check(place(tmp_path)))[0] == "ok"
    assert not (tmp_path / "data").exists()
    (tmp_path / "data").write_text("a file")
    assert states(data.check(place(tmp_path)))[0] == "fail"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_data_folder_of_others(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    assert states(data.check(place(tmp_path)))[0] == "fail"


def test_a_data_folder_that_cannot_be_one_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "data").write_bytes(b"")
    [line] = data.check(place(tmp_path))
    assert "no folder" in str(line)
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    [line] = data.check(place(tmp_path))
    assert "make room on its disk" in str(line)


def test_instance(tmp_path: Path, desk: Desk) -> None:
    assert instance.health("http://127.0.0.1:9", tmp_path) is None
    assert states(instance.check(place(tmp_path))) == ["warn"]
    assert states(instance.check(place(tmp_path, instance.health(desk.url, tmp_path)))) == ["ok"]
    desk.answers["/healthz"] = (503, {"status": "degraded", "player": "down"})
    assert states(instance.check(place(tmp_path, instance.health(desk.url, tmp_path)))) == ["fail"]


def test_command(callcast: Callcast, desk: Desk) -> None:
    done = callcast("doctor", CALLCAST_WEB__LISTEN=desk.url.partition("//")[2], CALLCAST_RTSP__LISTEN=free())
    assert done.err == ""
    words = [line.split()[0] for line in done.out.splitlines()]
    assert set(words) <= {"ok", "warn", "fail"}
    assert done.code == (1 if "fail" in words else 0)
    assert f"the instance at {desk.url} is well" in done.out


def test_command_with_an_engine_that_is_not_there(callcast: Callcast) -> None:
    done = callcast("doctor", CALLCAST_SPEECH__ENGINES='["nobody"]')
    assert done.code == 1
    assert "fail  settings: " in done.out
    assert 'is "nobody", which is no engine' in done.out


def test_a_voice_that_is_not_there(tmp_path: Path) -> None:
    found = list(engines.check(place(tmp_path, CALLCAST_CHANNELS__0__VOICE="espeak:en-uss")))
    (missing,) = [check for check in found if "voice" in check.what and check.state == "warn"]
    assert missing.what == 'channel "hall": there is no voice "espeak:en-uss"'
    assert '"espeak:en-us"' in missing.remedy
    english = {"CALLCAST_SPEECH__ENGINES": '["espeak"]', "CALLCAST_CHANNELS__0__LANGUAGES": '["en"]'}
    there = engines.check(place(tmp_path, None, CALLCAST_CHANNELS__0__VOICE="espeak:en-us", **english))
    assert states(there) == ["ok", "ok"]


def test_the_chain_of_each_language(tmp_path: Path) -> None:
    fakes = "callcast.testing.engines"
    chains = f'{{zh = ["{fakes}:Missing", "{fakes}:Tone:mid", "espeak:cmn", "{fakes}:Tone"]}}'
    file = tmp_path / "callcast.toml"
    file.write_text(f'[speech]\nengines = ["espeak"]\nchains = {chains}\n')
    found = list(engines.check(Place(load(file, {}), tmp_path, "http://127.0.0.1:9", None)))
    chinese, english = (check for check in found if "is spoken by" in check.what)
    assert chinese.what == (
        f"zh-TW is spoken by espeak:cmn, then {fakes}:Tone:low; not by {fakes}:Missing (The speech engine "
        f"{fakes}:Missing cannot be used: its model is missing; run `tone download`), {fakes}:Tone:mid (there is no "
        "such voice)"
    )
    assert (chinese.state, english.state, english.what) == ("warn", "ok", "en is spoken by espeak:en")


def test_command_with_broken_settings(callcast: Callcast) -> None:
    done = callcast("doctor", CALLCAST_WEB__LISTNE="x")
    assert done.code == 1
    assert "did you mean CALLCAST_WEB__LISTEN?" in done.out
    assert "engine" in done.out


@pytest.mark.skipif(os.name != "posix", reason="a script is no program there")
def test_an_ffmpeg_that_is_none_has_a_remedy_of_one_piece(tmp_path: Path) -> None:
    none = tmp_path / "ffmpeg"
    none.write_text("#!/bin/sh\n")
    none.chmod(0o755)
    output = f'[{{kind="ffmpeg", url="rtsp://127.0.0.1/x", program="{none}"}}]'
    (found,) = [
        check
        for check in programs.check(place(tmp_path, CALLCAST_CHANNELS__0__OUTPUTS=output))
        if check.state == "fail"
    ]
    assert found.what.endswith(f"The ffmpeg program {none} does not run, or is no ffmpeg")
    assert found.remedy.startswith("install one (on Debian: apt install ffmpeg; anywhere: ")


def test_a_language_that_few_understand_is_told_with_the_command(tmp_path: Path) -> None:
    only = place(tmp_path, CALLCAST_SPEECH__ENGINES='["espeak"]')
    found = {check.what.split()[0]: check for check in engines.check(only) if "is spoken by" in check.what}
    assert (found["zh-TW"].state, found["en"].state) == ("warn", "ok")
    assert found["zh-TW"].what.endswith("which few understand")
    assert found["zh-TW"].remedy
