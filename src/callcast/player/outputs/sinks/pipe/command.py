"""The standard input of a program that we start."""

import asyncio
from collections.abc import Sequence

from callcast.child import Child, lines
from callcast.player.outputs.sinks.pipe.errors import CommandEnded
from callcast.player.outputs.sinks.pipe.kernel import keep_little
from callcast.player.outputs.sinks.pipe.readers import Readers

GRACE = 0.5
"""Seconds in which a program must end when it is given no more."""

WIDTH = 300
"""Bytes of a line of its standard error that are kept."""


async def serve(command: Sequence[str], readers: Readers) -> None:
    """Run `command` and write to it, until cancelled; `CommandEnded` when it has ended before."""
    program, *options = command
    try:
        child = await Child.start(program, *options, stdin=True, stderr=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandEnded(program, f"cannot be started ({reason})", remedy="mend command") from None
    last = asyncio.ensure_future(_last_words(child))
    try:
        async with readers.come():
            await _write(child, readers)
        code = await child.close(GRACE)
        raise CommandEnded(program, f"has ended with code {code}", await last)
    finally:
        await child.close()
        last.cancel()
        await asyncio.gather(last, return_exceptions=True)


async def _write(child: Child, readers: Readers) -> None:
    """Until it has ended, or reads no more."""
    assert child.stdin is not None
    pipe = child.stdin.get_extra_info("socket") or child.stdin.get_extra_info("pipe")
    if pipe is not None:
        keep_little(pipe.fileno(), readers.track().profile)
    ends = [asyncio.ensure_future(readers.take(child.stdin)), asyncio.ensure_future(child.wait())]
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for end in ends:
            end.cancel()
        await asyncio.gather(*ends, return_exceptions=True)


async def _last_words(child: Child) -> str | None:
    """What it said last on standard error, once it has closed that."""
    assert child.stderr is not None
    last = None
    async for line in lines(child.stderr, WIDTH):
        last = line
    return last
