"""Extras: which there are, and what adds one."""

import re
from importlib.metadata import metadata

import pytest

from callcast import extras, plugins


def test_each_is_one_of_the_package() -> None:
    assert set(extras.MODULES) <= set(metadata("callcast").get_all("Provides-Extra") or ())


def test_an_engine_that_needs_one_has_its_name() -> None:
    assert "pyttsx3" in plugins.names("callcast.engines")


@pytest.mark.parametrize("extra", extras.MODULES)
def test_the_command_is_one_that_works_in_the_folder(extra: str) -> None:
    assert re.match(rf'pip install "\.\[{extra}\]"', extras.install(extra))


def test_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcast.extras.find_spec", lambda module: None)
    assert extras.is_missing("pyttsx3")
    assert not extras.is_missing("espeak")
