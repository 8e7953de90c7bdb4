"""One who takes samples, and is gone before the first."""

import os
import sys

import pytest
from tests.support.live import ToneChannel

from callcast.player.outputs.sinks.pipe.reader import Reader


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop is not for Windows")
def test_who_has_gone_already_leaves_no_subscription() -> None:
    import uvloop

    from callcast.player.outputs.sinks.pipe.stream import writer_of

    async def scenario() -> None:
        ours, theirs = os.pipe()
        os.close(ours)
        writer = await writer_of(os.fdopen(theirs, "wb", 0))
        writer.transport.abort()
        await writer.wait_closed()
        track = ToneChannel().track("aac")
        with pytest.raises(BrokenPipeError):
            await Reader(track, writer).run(b"")
        assert track.subscriptions == []

    uvloop.run(scenario())
