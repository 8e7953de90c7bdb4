"""`callcast listen`: see that a channel sounds, without a loudspeaker."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from callcast.cli import place
from callcast.cli.errors import BadInput
from callcast.cli.listen.screen import Screen
from callcast.cli.seconds import Seconds
from callcast.system.terminal import is_terminal

if TYPE_CHECKING:
    from callcast.settings import Settings


@click.command(
    short_help="Show the level of a channel in the terminal.",
    epilog="\b\nExamples:\n  callcast listen hall\n  callcast listen rtsp://media.example:8554/hall --seconds 10",
)
@click.argument("where", metavar="[CHANNEL|URL]", required=False)
@click.option("--seconds", type=Seconds(), metavar="N", help="Stop after N seconds.")
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
    from callcast.cli.listen.onsets import HOLD, Onsets
    from callcast.cli.listen.stream import BLOCK, blocks, without_password
    from callcast.player.media.clip import RATE
    from callcast.player.media.meter import level

    screen = Screen(on_terminal=is_terminal(sys.stdout))
    onsets = Onsets()
    began = now()
    for number, block in enumerate(blocks(url)):
        if number == 0:
            screen.line(f"listening to {without_password(url)}")
        heard = level(block)
        turn = onsets.feed(heard.peak)
        if turn:
            screen.line(turn, ago=HOLD * BLOCK / RATE if turn == "silence" else 0.0)
        screen.level(heard.rms, heard.peak)
        if seconds is not None and now() - began >= seconds:
            break
    screen.close()
