"""Every test here runs programs of Windows; where there is no Wine none does."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.windows.wine import Wine, why_not


@pytest.fixture(scope="session")
def wine() -> Iterator[Wine]:
    if reason := why_not():
        pytest.skip(reason)
    here = Wine(Path(os.environ["CALLCAST_TEST_WINDOWS"]))
    here.begin()
    try:
        yield here
    finally:
        here.end()
