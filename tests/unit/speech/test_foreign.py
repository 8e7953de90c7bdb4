"""Words in another script than the language's own are found, and nothing of the text is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.speech.foreign import other, parted
from callcast.wording.segment import Letters
from callcast.wording.spoken import Words


@pytest.mark.parametrize(
    ("text", "tag", "language"),
    [
        ("please go to 藥局", "en", "zh"),
        ("please go to レジ", "en", "ja"),
        ("請到レジ", "zh-TW", "ja"),
        ("안녕", "zh-TW", "ko"),
        ("3番のレジ、藥局", "ja", None),
        ("請到 Reception", "zh-TW", None),
        ("5 μg, привет", "en", None),  # of other scripts a voice makes what it can
        ("", "en", None),
    ],
)
def test_whose_words(text: str, tag: str, language: str | None) -> None:
    assert other(text, tag) == language


def test_they_stand_apart() -> None:
    spoken = (Words("please go to 藥局, now"), Letters("A"))
    assert parted(spoken, "en") == (Words("please go to "), Words("藥局, "), Words("now"), Letters("A"))
    assert parted(spoken, "zh-TW") == spoken


@given(st.text(st.sampled_from("ab 藥局レジ안,3é"), max_size=20), st.sampled_from(["en", "ja", "zh-TW", "ko"]))
def test_nothing_is_lost(text: str, tag: str) -> None:
    parts = [one.text for one in parted((Words(text),), tag) if isinstance(one, Words)]
    assert "".join(parts) == text
    assert all(other(part, tag) is None or not any(char in "abé" for char in part) for part in parts)
