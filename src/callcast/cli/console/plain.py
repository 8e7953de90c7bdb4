"""The console without a terminal: lines from a pipe or a file."""

import asyncio
import sys
from typing import BinaryIO

import click

from callcast.cli import words
from callcast.cli.console import line as lines
from callcast.cli.console.actions import Actions
from callcast.cli.console.book import Book
from callcast.cli.console.follower import Follower
from callcast.cli.errors import BadInput, exit_code
from callcast.client.client import ApiClient
from callcast.client.errors import NoInstance
from callcast.errors import CallcastError


def run(api: ApiClient, stream: BinaryIO) -> int:
    """Speak each line of `stream` as it comes, to its end or a `q`; the exit code of the first that was refused.

    Lines are read in this thread while the loop rests, so that Ctrl-C ends a read that waits.
    """
    loop = asyncio.new_event_loop()
    try:
        return _run(loop, api, stream)
    finally:
        loop.close()


def _run(loop: asyncio.AbstractEventLoop, api: ApiClient, stream: BinaryIO) -> int:
    book = Book()
    actions = Actions(api, book, Follower(api, book, click.echo), click.echo)
    code = 0
    try:
        while data := stream.readline(words.LONGEST + 1):
            try:
                line = line_of(data)
                if isinstance(line, lines.Quit):
                    break
                loop.run_until_complete(actions.do(line))
            except NoInstance:
                raise
            except CallcastError as error:
                click.echo(f"callcast: {error}", err=True)
                code = code or exit_code(error)
        return code
    finally:
        loop.run_until_complete(api.__aexit__(None, None, None))


def line_of(data: bytes) -> lines.Line:
    """What a line of standard input asks for; `BadInput` when it is no text."""
    if len(data) > words.LONGEST:
        raise BadInput(f"A line on standard input is longer than {words.LONGEST:,} bytes; break it into several.")
    return lines.parse(words.decoded(data, sys.stdin.encoding))
