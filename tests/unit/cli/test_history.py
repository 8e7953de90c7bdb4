"""The history file."""

import os
from pathlib import Path

import pytest

from callcast.cli.console.history import KEPT, LineHistory


def test_remembers_from_one_console_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "data" / "history"
    first = LineHistory(path, pytest.fail)
    assert list(first.load_history_strings()) == []
    first.store_string("一號")
    first.store_string("two\nlines")
    assert list(LineHistory(path, pytest.fail).load_history_strings()) == ["two lines", "一號"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


def test_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_text("".join(f"{number}\n" for number in range(3 * KEPT)))
    assert len(list(LineHistory(path, pytest.fail).load_history_strings())) == KEPT
    assert len(path.read_text().splitlines()) == KEPT


def test_does_without_when_it_must(tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "file").write_text("")
    history = LineHistory(tmp_path / "file" / "history", said.append)
    assert list(history.load_history_strings()) == []
    history.store_string("x")
    history.store_string("y")
    assert len(said) == 1
    assert "is not remembered" in said[0]
