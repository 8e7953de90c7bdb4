"""`callcast console`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from callcast.cli import place
from callcast.system.terminal import is_terminal

if TYPE_CHECKING:
    from callcast.client.client import ApiClient


@click.command(
    short_help="Speak what you type, line by line.",
    epilog="\b\nExamples:\n  callcast console\n  tail -f calls.txt | callcast console",
)
@place.instance_options
def console(url: str | None, config: Path | None, data: Path | None) -> int:
    """Speak what you type, line by line, on the running instance.

    "q" quits, /help lists the commands. From a pipe, each line is spoken as it comes, to the end.
    """
    client = place.client(url, config, data)
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        from callcast.cli.console import plain

        return plain.run(client, sys.stdin.buffer)
    import asyncio

    return asyncio.run(_prompt(client, place.data_path(data)))


async def _prompt(client: "ApiClient", data: Path) -> int:
    from callcast.cli.console import session

    async with client as api:
        await api.health()
        return await session.run(api, data)
