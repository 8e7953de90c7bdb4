"""The room's settings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from callcast.player.playout.settings import PlayoutChannelSettings


@given(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,63}", fullmatch=True))
def test_ids_are_what_addresses_may_have(name: str) -> None:
    assert PlayoutChannelSettings(id=name).id == name


@pytest.mark.parametrize("name", ["", "Hall", "-hall", "a/b", "大廳", "a" * 65, "hall\n", "a b"])
def test_other_ids_are_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="id"):
        PlayoutChannelSettings(id=name)


def test_unknown_keys_are_refused() -> None:
    with pytest.raises(ValidationError, match="gap"):
        PlayoutChannelSettings.model_validate({"id": "hall", "gap": 3})
