"""`callcast backup` and `callcast restore`, as typed."""

import asyncio
import sys
from pathlib import Path

import pytest

from callcast.cli import main
from callcast.desk.store.sqlite import SqliteStore
from callcast.runtime.parent import lock
from callcast.testing.store_contract import announcement


def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    monkeypatch.setattr(sys, "argv", ["callcast", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main.main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def keep(data: Path, number: int) -> None:
    async def add() -> None:
        store = SqliteStore(data / "callcast.sqlite")
        await store.add(announcement(number), None)
        await store.close()

    asyncio.run(add())


def kept(data: Path) -> list[str]:
    async def read() -> list[str]:
        store = SqliteStore(data / "callcast.sqlite")
        try:
            return [one.id for one in await store.open()]
        finally:
            await store.close()

    return asyncio.run(read())


def test_there_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    data.mkdir()
    keep(data, 1)
    with lock(data):  # as an instance that runs has it
        code, out, err = typed(monkeypatch, capsys, "backup", copy, "--data", data)
        assert (code, err) == (0, "copying the database\n")
        assert "puts it back" in out
        keep(data, 2)
        code, _, err = typed(monkeypatch, capsys, "restore", copy, "--data", data)
        assert (code, err) == (
            2,
            f"callcast: A Callcast runs on the data folder {data}; stop it, then restore again.\n",
        )
    code, out, err = typed(monkeypatch, capsys, "restore", copy, "--data", data)
    assert code == 0
    assert "What was there before is kept in " in out
    assert kept(data) == ["a1"]


def test_on_another_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, 1)
    code, out, _ = typed(monkeypatch, capsys, "restore", tmp_path / "callcast.sqlite", "--data", tmp_path / "new")
    assert code == 0
    assert "kept in" not in out
    assert kept(tmp_path / "new") == ["a1"]


def test_what_is_wrong_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (
        ("backup", tmp_path / "copy", "--data", tmp_path / "none"),
        ("restore", tmp_path / "none", "--data", tmp_path / "data"),
    ):
        code, out, err = typed(monkeypatch, capsys, *words)
        assert (code, out) == (2, "")
        assert err.splitlines()[-1].startswith("callcast: There is no ")
        assert "Traceback" not in err
