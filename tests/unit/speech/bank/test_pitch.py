"""How high a voice is."""

import numpy as np
import pytest
from tests.support.packs import tone

from callcast.player.speech.bank.pitch import fundamental


@pytest.mark.parametrize("hertz", [85, 110, 149, 220, 310, 400])
def test_of_a_voice(hertz: float) -> None:
    noise = np.random.RandomState(1).normal(0, 0.01, 300 * 48)
    found = fundamental((tone(300, hertz) / 32_768 + noise).astype(np.float32))
    assert found == pytest.approx(hertz, rel=0.01)


def test_of_what_is_none() -> None:
    noise = np.random.RandomState(1).normal(0, 0.1, 20_000).astype(np.float32)
    assert fundamental(noise) is None
    assert fundamental(noise[:100]) is None
    assert fundamental(np.zeros(9_600, np.float32)) is None
