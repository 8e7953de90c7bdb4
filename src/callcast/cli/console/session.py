"""The prompt on a terminal, as a coroutine that can live in any event loop."""

import asyncio
import contextlib
import logging
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout

from callcast.cli.console import line as lines
from callcast.cli.console.actions import Actions
from callcast.cli.console.book import Book
from callcast.cli.console.follower import Follower
from callcast.cli.console.history import LineHistory
from callcast.cli.errors import INTERRUPTED
from callcast.client.client import ApiClient
from callcast.errors import CallcastError

PROMPT = "請輸入文本(輸入q退出)："
HISTORY = "console.history"

Do = Callable[[lines.Line], Awaitable[None]]
"""What is done with a line; a `CallcastError` from it is shown, and the next line is asked for."""


async def run(api: ApiClient, data: Path) -> int:
    """The console of the instance behind `api`; see `typed`."""
    book = Book()
    follower = Follower(api, book, show)
    watching = asyncio.create_task(follower.run())
    try:
        return await typed(Actions(api, book, follower, show).do, data)
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def typed(do: Do, data: Path) -> int:
    """Show the prompt and do each line, until `q`, Ctrl-D (0) or Ctrl-C (130); history is kept in the folder `data`."""
    with patch_stdout(raw=True), _logs_above_prompt():
        return await _lines(PromptSession(history=LineHistory(data / HISTORY, show), reserve_space_for_menu=0), do)


async def _lines(prompt: "PromptSession[str]", do: Do) -> int:
    while True:
        try:
            line = lines.parse(await prompt.prompt_async(PROMPT))
        except EOFError:
            return 0
        except KeyboardInterrupt:  # must not leave a coroutine: it would stop the loop that others live in
            if prompt.default_buffer.text:  # as in a shell, it takes back what was typed
                continue
            return INTERRUPTED
        if isinstance(line, lines.Quit):
            return 0
        try:
            await do(line)
        except CallcastError as error:
            show(str(error))


def show(text: str) -> None:
    """Print a line, above the prompt while there is one."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextlib.contextmanager
def _logs_above_prompt() -> Iterator[None]:
    """Handlers keep the stderr they were made with; let them write above the prompt as all else does."""
    moved = [
        (handler, handler.setStream(sys.stderr))
        for handler in logging.getLogger().handlers
        if type(handler) is logging.StreamHandler
    ]
    try:
        yield
    finally:
        for handler, stream in moved:
            if stream is not None:
                handler.setStream(stream)
