"""Who waits for whom to be rendered."""

import asyncio

import numpy as np

from callcast.player.media.clip import Clip
from callcast.player.playout.rendering import RENDERS, Rendering
from callcast.player.speech.utterance import Utterance


class Slow:
    """Speaks all but Japanese at once."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.busy = asyncio.Event()
        self.go = asyncio.Event()

    async def render(self, utterance: Utterance, *, urgent: bool = False) -> Clip:
        self.asked.append(utterance.text)
        if utterance.lang == "ja":
            if len(self.asked) == RENDERS:
                self.busy.set()
            await self.go.wait()
        return Clip(np.full(480, len(self.asked), np.int16))


def test_a_language_whose_engine_is_slow_keeps_no_other_waiting() -> None:
    async def scenario() -> None:
        renderer = Slow()
        rendering = Rendering(renderer)
        slow = [
            asyncio.ensure_future(rendering.clip(Utterance(f"{number}", "ja"), lambda: (0, 0)))
            for number in range(RENDERS + 1)
        ]
        await asyncio.wait_for(renderer.busy.wait(), 5)
        quick = await asyncio.wait_for(rendering.clip(Utterance("請", ("zh-TW", "ja")), lambda: (0, 9)), 5)
        assert quick.ticks
        assert renderer.asked == ["0", "1", "請"], "no more than two of one language at a time"
        renderer.go.set()
        await asyncio.gather(*slow)
        assert renderer.asked == ["0", "1", "請", "2"]
        rendering.close()

    asyncio.run(scenario())
