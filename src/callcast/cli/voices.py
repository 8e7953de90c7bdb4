"""`callcast voices`: what the running instance can speak."""

import asyncio
from pathlib import Path
from typing import Any

import click

from callcast.cli import place


@click.command(epilog="\b\nExample:\n  callcast voices --lang zh-TW")
@click.option("--lang", metavar="TAG", help="Only voices of this language, like zh-TW.")
@place.instance_options
def voices(lang: str | None, url: str | None, config: Path | None, data: Path | None) -> None:
    """List the languages and voices of the running instance."""
    found = asyncio.run(_voices(place.instance_url(url, config)))
    click.echo(f"{found}{lang}")


async def _voices(url: str) -> dict[str, Any]:
    from callcast.cli.api import ApiClient

    async with ApiClient(url) as api:
        return await api.voices()
