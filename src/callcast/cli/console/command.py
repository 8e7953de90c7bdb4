"""`callcast console`."""

import sys
from pathlib import Path

import click

from callcast.cli import place
from callcast.system.terminal import is_terminal


@click.command(
    short_help="Speak what you type, line by line.",
    epilog="\b\nExamples:\n  callcast console\n  tail -f calls.txt | callcast console",
)
@place.instance_options
def console(url: str | None, config: Path | None, data: Path | None) -> int:
    """Speak what you type, line by line, on the running instance.

    "q" quits, /help lists the commands. From a pipe, each line is spoken as it comes, to the end.
    """
    address = place.instance_url(url, config)
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        from callcast.cli.console import plain

        return plain.run(address, sys.stdin.buffer)
    import asyncio

    return asyncio.run(_prompt(address, place.data_path(data)))


async def _prompt(address: str, data: Path) -> int:
    from callcast.cli.console import session
    from callcast.client.client import ApiClient

    async with ApiClient(address) as api:
        await api.health()
        return await session.run(api, data)
