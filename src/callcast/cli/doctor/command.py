"""`callcast doctor`."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from callcast.cli import place
from callcast.cli.errors import FAILED

if TYPE_CHECKING:
    from callcast.cli.doctor.check import Check, Place
    from callcast.settings import Settings

COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command(
    short_help="Check what Callcast needs.",
    epilog="\b\nExample:\n  callcast doctor --config callcast.toml\n\nExit code 1 when something fails.",
)
@place.config_option
@place.data_option
def doctor(config: Path | None, data: Path | None) -> int:
    """Check what Callcast needs, and say what to do where something is missing."""
    states = set()
    for check in _checks(config, data):
        states.add(check.state)
        remedy = f"  -> {check.remedy}" if check.remedy else ""
        click.echo(f"{click.style(f'{check.state:<4}', fg=COLOURS[check.state])}  {check.what}{remedy}")
    return FAILED if "fail" in states else 0


def _checks(config: Path | None, data: Path | None) -> Iterator["Check"]:
    from callcast.cli.doctor.check import Place, fail, ok
    from callcast.errors import SettingsError
    from callcast.settings import load

    settings: Settings
    try:
        settings = place.read_settings(config)
        yield ok(f"settings: {place.config_path(config) or 'defaults, no file'}")
    except SettingsError as error:
        settings = load(None, {})
        yield fail(f"settings: {str(error).rstrip('.')}", "mend them; what follows is checked with defaults")
    from callcast.cli.doctor import instance

    url = place.listening_url(settings)
    folder = place.data_path(data)
    where = Place(settings, folder, url, instance.health(url, folder))
    for concern in _concerns():
        yield from concern(where)


def _concerns() -> "list[Callable[[Place], Iterator[Check]]]":
    from callcast.cli.doctor import (
        clock,
        codecs,
        data,
        engines,
        fonts,
        instance,
        outputs,
        packages,
        ports,
        programs,
        soundcards,
    )

    modules = (packages, codecs, engines, ports, data, clock, fonts, programs, soundcards, instance, outputs)
    return [module.check for module in modules]
