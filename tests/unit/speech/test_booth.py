"""A recording from a microphone becomes one of a pack, or is refused with a reason that helps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.support.recordings import heard

from callcast.player.media.clip import RATE
from callcast.player.media.loudness import weigh
from callcast.player.speech.bank.booth import BEFORE_MS, BEHIND_MS, LONGEST, edit
from callcast.player.speech.errors import TakeRefused


@settings(max_examples=25, deadline=None)
@given(
    words=st.floats(0.25, 2),
    before=st.floats(0.15, 2),
    behind=st.floats(0.15, 2),
    level=st.floats(0.03, 0.9),
    noise=st.floats(0, 0.03),
)
def test_the_words_are_kept_and_the_room_is_not(
    words: float, before: float, behind: float, level: float, noise: float
) -> None:
    """Whole, at -16 LUFS, and with no more than what is kept of the room on purpose."""
    made = edit(heard(words, before, behind, level, room=level * noise))
    seconds = len(made) / RATE
    assert words - 0.03 <= seconds <= words + (BEFORE_MS + BEHIND_MS) / 1000 + 0.05
    assert abs(weigh(made.astype(np.float32) / 32_768, RATE).loudness() + 16) < 0.5


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        (heard(LONGEST + 1), "longer than 20 s"),
        (np.clip(heard(level=0.9) * 4, -1, 1), "too loud for the microphone"),
        (heard(level=0.0005, room=0.00001), "nothing could be heard"),
        (np.zeros(RATE, np.float32), "nothing could be heard"),
        (heard(level=0.1, room=0.05), "the room is too loud"),
        (heard(before=0), "cut off"),
        (heard(behind=0), "cut off"),
        (heard(0.1, 0.02, 0.02), "too short"),
        (np.zeros(0, np.float32), "too short"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(samples: "NDArray[np.float32]", reason: str) -> None:
    with pytest.raises(TakeRefused, match=reason) as refused:
        edit(samples)
    assert "; " in str(refused.value), "what to do"
