"""A voice is installed, spoken and removed while Callcast runs."""

from pathlib import Path

import pytest

from tests.acceptance.instance import Instance, until
from tests.support.small_voices import pack_files, written

VOICE = "bank:hall"


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    settings = '[[channels]]\nid = "hall"\nlanguages = ["en"]\n'
    engines = {"CALLCAST_SPEECH__ENGINES": '["bank", "espeak"]'}
    return Instance(tmp_path / "instance", settings=settings, environment=engines)


def test_without_a_restart(tmp_path: Path, instance: Instance) -> None:
    folder = written(tmp_path / "hall", pack_files())
    instance.start()
    try:
        until("the engines are known", lambda: instance.get("/api/voices").status_code == 200, 60)
        assert VOICE not in instance.get("/api/voices").json()["voices"]
        done = instance.command("voices", "install", str(folder), "--yes", seconds=60)
        assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "The running instance knows.")
        until("its voice is there", lambda: VOICE in instance.get("/api/voices").json()["voices"], 60)
        said = instance.command("say", "order 1", "--voice", VOICE, "--lang", "en", "--wait", seconds=60)
        assert said.stdout.startswith("spoken"), said
        chain = instance.command("voices", "--lang", "en", seconds=60).stdout.splitlines()[0]
        assert VOICE in chain
        assert chain.endswith("ready")
        assert instance.command("voices", "remove", "hall", "--yes", seconds=60).returncode == 0
        until("it is gone", lambda: VOICE not in instance.get("/api/voices").json()["voices"], 60)
    finally:
        instance.stop()
