"""Outputs of a running instance: what one carries, and what is told of one that cannot be."""

import socket
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.acceptance.instance import Instance, running, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has named pipes instead")

SETTINGS = """
[[channels]]
id = "hall"
languages = ["en"]
  [[channels.outputs]]
  kind = "pipe"
  to = "unix:{folder}/hall.sock"
  [[channels.outputs]]
  kind = "pipe"
  to = "unix:{folder}"
  [[channels.outputs]]
  kind = "pipe"
  command = ["no-such-program", "secret"]
"""


def outputs(instance: Instance) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = instance.get("/api/channels").json()["items"][0]["outputs"]
    return found


def test_one_that_cannot_be_says_why_and_the_other_speaks(tmp_path: Path) -> None:
    path = tmp_path / "hall.sock"
    with running(tmp_path, SETTINGS.format(folder=tmp_path)) as instance:
        until(
            "all are told of", lambda: [one["state"] for one in outputs(instance)] == ["running", "waiting", "waiting"]
        )
        _, folder, program = outputs(instance)
        assert folder["reason"].startswith(f"{tmp_path} is a folder; give the path of a file")
        assert program["reason"].startswith(
            "The command no-such-program cannot be started (No such file or directory);"
        )
        assert "secret" not in str(program)
        examined = instance.command("doctor").stdout
        assert f"output pipe unix:{path} of channel hall runs; 0 take it" in examined
        assert f"output pipe unix:{tmp_path} of channel hall does not run yet: {tmp_path} is a folder" in examined
        assert [line for line in instance.log if "is a folder" in line]
        with socket.socket(socket.AF_UNIX) as reader:
            reader.connect(str(path))
            instance.say("Order 37 is ready.")
            data = b""
            while not np.frombuffer(data[: len(data) // 2 * 2], "<i2").any():
                data += reader.recv(65_536)
            until("it is counted", lambda: outputs(instance)[0]["readers"] == 1 and outputs(instance)[0]["frames"])
    assert not path.exists()


def test_an_output_comes_and_goes_with_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "hall.sock"
    plain = '[[channels]]\nid = "hall"\nlanguages = ["en"]\n'
    with running(tmp_path, plain) as instance:
        instance.configure(f'{plain}  [[channels.outputs]]\n  kind = "pipe"\n  to = "unix:{path}"\n')
        assert instance.command("reload").returncode == 0
        until("the socket is there", path.exists)
        instance.configure(plain)
        assert instance.command("reload").returncode == 0
        until("the socket is gone", lambda: not path.exists())


def test_one_that_was_given_up_is_tried_again_at_a_reload(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    pipe = f'[[channels]]\nid = "hall"\n[[channels.outputs]]\nkind = "pipe"\nto = "unix:{folder}/s"\nmax_retries = 0\n'
    with running(tmp_path, pipe) as instance:
        until("it is given up", lambda: [one["state"] for one in outputs(instance)] == ["stopped"])
        folder.mkdir()
        assert 'then "callcast reload"' in instance.command("doctor").stdout
        assert instance.command("reload").stdout == "No channel changed.\n"
        until("it runs", lambda: [one["state"] for one in outputs(instance)] == ["running"])


def test_a_player_that_was_killed_takes_its_socket_back(tmp_path: Path) -> None:
    path = tmp_path / "hall.sock"
    settings = f'[[channels]]\nid = "hall"\n  [[channels.outputs]]\n  kind = "pipe"\n  to = "unix:{path}"\n'
    with running(tmp_path, settings) as instance:
        until("it speaks", lambda: spoken(path))
        instance.half("player").kill()
        until("it speaks again", lambda: spoken(path))


def spoken(path: Path) -> bytes:
    """What a reader gets first; `OSError` when it can get nothing."""
    with socket.socket(socket.AF_UNIX) as reader:
        reader.connect(str(path))
        return reader.recv(1)
