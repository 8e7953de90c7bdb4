"""The process that pushes by libav. `python -m callcast.player.outputs.sinks.libav.pusher`.

Its stdin is a line of JSON, `{"url", "picture"}`, since others could read a command line, where `picture` is a
`GopProfile` as an object or null, and then the channel's frames (see `framing`). Its stdout are lines of JSON, objects:
`{"ready"}` when it connects, `{"opened"}`, then `{"frames"}`, how many of sound were written so far, after every
`EVERY` of them; or at last `{"error", "reason"}`, a class of `errors` and
what it is made of. It ends with its stdin.
"""

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from typing import BinaryIO

from callcast.player.media.gop import GopProfile
from callcast.player.outputs.errors import OutputError
from callcast.player.outputs.sinks.answer import say
from callcast.player.outputs.sinks.libav.framing import next_frame
from callcast.player.outputs.sinks.libav.link import Link
from callcast.player.outputs.sinks.libav.url import destination

EVERY = 12
"""Frames of sound, a quarter of a second."""

LIMIT = 6
"""Seconds that a call into libav may take; the parent is less patient."""


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    """The system ends us when a call takes longer: should our parent have been killed meanwhile, nobody else would.

    No thread of ours could, since PyAV holds the interpreter. On Windows we end with our parent in any case.
    """
    if sys.platform != "win32":
        signal.alarm(LIMIT)
    yield
    if sys.platform != "win32":
        signal.alarm(0)


def _push(stdin: BinaryIO, link: Link) -> None:
    """Until the end of `stdin`."""
    with _limited():
        link.open()
    say(opened=True)
    written = 0
    while (item := next_frame(stdin)) is not None:
        picture, frame = item
        with _limited():
            link.write([] if picture else [frame], [frame] if picture else [])
        written += not picture
        if not picture and written % EVERY == 0:
            say(frames=written)
    with _limited():
        link.close()


def main() -> None:
    """Push. Ends the process."""
    stdin = os.fdopen(0, "rb", closefd=False)
    line = stdin.readline()
    if not line:
        os._exit(0)
    import av  # noqa: F401  # it takes its time, which is not the server's

    told = json.loads(line)
    link = Link(destination(told["url"]), GopProfile(**told["picture"]) if told["picture"] else None)
    say(ready=True)
    try:
        _push(stdin, link)
    except OutputError as error:
        say(error=type(error).__name__, reason=getattr(error, "reason", ""))
    # Not by returning: what is still open would be closed, and a goodbye may take long.
    os._exit(0)


if __name__ == "__main__":
    main()
