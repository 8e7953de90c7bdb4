"""`callcast run`, and the halves that it starts."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from callcast.cli import place
from callcast.system.terminal import is_terminal

if TYPE_CHECKING:
    from callcast.settings import Settings

SHOWN = 3
"""Channels that are named at the start."""


@click.command(
    short_help="Start the channels and the API.",
    epilog="\b\nExample:\n  callcast run --config callcast.toml --data /var/lib/callcast",
)
@place.config_option
@place.data_option
def run(config: Path | None, data: Path | None) -> int:
    """Start the channels and the API; on a terminal, show the console too.

    Every channel is at rtsp://HOST:8554/ID until Ctrl-C; SIGHUP or "callcast reload" reads the settings again.
    """
    settings = place.read_settings(config)
    url = place.listening_url(settings)
    from callcast.runtime import parent

    folder = place.data_path(data)
    on_terminal = is_terminal(sys.stdin) and is_terminal(sys.stdout)
    foreground = partial(_console, url, folder) if on_terminal else None
    path = place.config_path(config)
    return parent.run(settings, path, folder, lambda: _greet(settings, url), foreground)


def _greet(settings: "Settings", url: str) -> None:
    heard = [place.channel_address(settings, channel.id) for channel in settings.channels]
    more = f" (and {len(heard) - SHOWN} more)" if len(heard) > SHOWN else ""
    click.echo(f"callcast is up: {', '.join(heard[:SHOWN])}{more}, {url}", err=True)


@click.command(hidden=True)
@click.argument("which", type=click.Choice(["desk", "player"]))
@place.config_option
@place.data_option
def half(which: str, config: Path | None, data: Path | None) -> int:
    """One half of a running instance; "callcast run" starts both, and tells them the settings."""
    where = place.config_path(config), place.data_path(data)
    if which == "desk":
        from callcast.runtime import desk

        return desk.main(*where)
    from callcast.runtime import player

    return player.main(*where)


async def _console(url: str, folder: Path) -> None:
    """The prompt; when it ends, be it by Ctrl-C, the instance stops as it should, which is no error."""
    from callcast.cli.console import session
    from callcast.client.client import ApiClient

    async with ApiClient(url, place.local_token(folder)) as api:
        await session.run(api, folder)
