"""`callcast reload`: have the running instance read its settings again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from callcast.cli import place

if TYPE_CHECKING:
    from callcast.client.client import ApiClient


@click.command(short_help="Read the settings again.", epilog="\b\nExample:\n  callcast reload")
@place.instance_options
def reload(url: str | None, config: Path | None, data: Path | None) -> None:
    """Read the settings again; only the channels that changed are touched."""
    import asyncio

    answer = asyncio.run(_reload(place.client(url, config, data)))
    changed, restart = answer.get("changed") or [], answer.get("needs_restart") or []
    click.echo(f"Changed: {', '.join(map(str, changed))}." if changed else "No channel changed.")
    if restart:
        click.echo(f"Changed only by a restart: {', '.join(map(str, restart))}.")


async def _reload(client: "ApiClient") -> dict[str, Any]:
    async with client as api:
        return await api.reload()
