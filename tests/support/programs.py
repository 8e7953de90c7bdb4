"""Programs of the tests in place of others', on the PATH. POSIX only."""

import os
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


def on_path(name: str, module: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have `name` be the program `module` of this folder, for processes that are started from now on."""
    path = folder / name
    code = f"import runpy, sys\nsys.path.insert(0, {str(HOUSE)!r})\n"
    path.write_text(f"#!{sys.executable}\n{code}runpy.run_module('tests.support.{module}', run_name='__main__')\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return path
