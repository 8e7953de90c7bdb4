"""`callcast listen`: see that a channel sounds, without a loudspeaker."""

import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from callcast.cli import place
from callcast.cli.errors import BadInput

if TYPE_CHECKING:
    from callcast.settings import Settings

EVERY = 10
"""Blocks from one line to the next where there is no terminal: a second."""


@click.command(
    short_help="Show the level of a channel in the terminal.",
    epilog="\b\nExamples:\n  callcast listen hall\n  callcast listen rtsp://media.example:8554/hall --seconds 10",
)
@click.argument("where", metavar="[CHANNEL|URL]", required=False)
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), metavar="N", help="Stop after N seconds.")
@place.config_option
@place.data_option
def listen(where: str | None, seconds: float | None, config: Path | None, data: Path | None) -> None:
    """Show the level of a channel (the first if none is named), and when sound begins and ends."""
    url = where if where and "://" in where else channel_url(place.read_settings(config), where)
    _listen(url, seconds, time.monotonic)


def channel_url(settings: "Settings", name: str | None) -> str:
    """The RTSP URL, on this machine, of the channel `name` or else the first; with its password if it has one."""
    from callcast.address import Address

    channels = {channel.id: channel for channel in settings.channels}
    channel = channels.get(name or settings.channels[0].id)
    if channel is None:
        import difflib

        near = difflib.get_close_matches((name or "")[:40], channels, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(channels)}."
        raise BadInput(f'The settings have no channel "{name}"; {hint}')
    user = f"{quote(channel.user, safe='')}:{quote(channel.password or '', safe='')}@" if channel.user else ""
    return f"rtsp://{user}{Address.parse(settings.rtsp.listen).reachable}/{channel.id}"


def _listen(url: str, seconds: float | None, now: Callable[[], float]) -> None:
    from callcast.cli.listen.meter import bar
    from callcast.cli.listen.onsets import Onsets
    from callcast.cli.listen.stream import blocks, without_password
    from callcast.player.media.meter import level

    on_terminal = sys.stdout.isatty()
    onsets = Onsets()
    began = now()
    for number, block in enumerate(blocks(url)):
        if number == 0:
            _line(f"listening to {without_password(url)}", on_terminal)
        heard = level(block)
        turn = onsets.feed(heard.peak)
        if turn:
            _line(turn, on_terminal)
        if on_terminal:
            click.echo(f"\r{bar(heard.rms, heard.peak)}", nl=False)
        elif number % EVERY == 0:
            _line(bar(heard.rms, heard.peak), on_terminal)
        if seconds is not None and now() - began >= seconds:
            break
    if on_terminal:
        click.echo()


def _line(text: str, on_terminal: bool) -> None:
    stamp = datetime.now().astimezone().strftime("%H:%M:%S.%f")[:-3]
    click.echo(f"\r\x1b[K{stamp}  {text}" if on_terminal else f"{stamp}  {text}")
