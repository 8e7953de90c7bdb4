"""`callcast demo`: a clinic, a bank or a ramen shop, with visitors."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from callcast.cli import place
from callcast.cli.demo.kinds import KINDS, LANGS, Kind
from callcast.cli.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Generator

    from callcast.cli.demo.day import Answer, Ask

SETTINGS = "callcast.toml"
SHOP = {"clinic": "clinic", "bank": "bank", "ramen": "ramen shop"}


@click.command(
    short_help="Run a clinic, a bank or a ramen shop with simulated visitors.",
    epilog="\b\nExample:\n  callcast demo ramen --lang ja --speed 10",
)
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--lang", type=click.Choice(LANGS), default="zh-TW", show_default=True, help="What is said and shown.")
@click.option(
    "--speed",
    type=click.FloatRange(0.1, 1000),
    default=5.0,
    show_default=True,
    metavar="N",
    help="Seconds of the day in one second, 0.1 to 1000.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the demo keeps its settings and its data. Without: a folder of its own in your user data folder.",
)
@click.option("--force", is_flag=True, help="Write the settings even if the folder has others.")
@click.option("--seed", type=int, default=1, show_default=True, metavar="N", help="Another day with other visitors.")
def demo(kind: str, lang: str, speed: float, data: Path | None, force: bool, seed: int) -> int:
    """Set up a place, start it, and have a day of visitors come, until it is over or Ctrl-C."""
    from callcast.cli.demo.day import day
    from callcast.runtime import parent

    chosen = Kind(kind, lang)
    folder = (data or parent.default_data() / f"demo-{kind}").absolute()
    config = prepare(folder, chosen.settings(), force=force)
    settings = place.read_settings(config)
    url = place.listening_url(settings)
    went_wrong: list[Exception] = []

    async def visitors() -> None:
        """What ends the instance ends it well; why it could not go on is told after that."""
        try:
            await _visit(url, folder, chosen, speed, day(chosen.plan(), seed))
        except Exception as error:
            went_wrong.append(error)

    up = partial(_greet, kind, speed, url, place.channel_address(settings, settings.channels[0].id))
    code = parent.run(settings, config, folder, up, visitors)
    if went_wrong:
        raise went_wrong[0]
    return code


def prepare(folder: Path, settings: str, *, force: bool) -> Path:
    """The settings file in `folder`; `BadInput` if what is there is somebody else's, unless by `force`."""
    config = folder / SETTINGS
    try:
        if config.exists() and config.read_text(encoding="utf-8") == settings:
            return config
        if not force and folder.exists() and any(folder.iterdir()):
            raise BadInput(
                f"{folder} is not empty; choose another folder with --data, or have its settings replaced with --force."
            )
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        config.write_text(settings, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not text"
        raise BadInput(f"{config} cannot be written ({why}); choose another folder with --data.") from None
    return config


def _greet(kind: str, speed: float, url: str, heard: str) -> None:
    click.echo(f"callcast is up: a {SHOP[kind]} with visitors, {speed:g} times as fast; {heard}, {url}", err=True)


async def _visit(url: str, folder: Path, kind: Kind, speed: float, acts: "Generator[Ask, Answer, None]") -> None:
    import time

    from callcast.cli.demo.live import clear, play
    from callcast.client.client import ApiClient

    async with ApiClient(url, place.local_token(folder)) as api:
        await api.put_site_file(kind.site())
        await clear(api, (counter for counter, _ in kind.plan().counters))
        done = await play(api, acts, speed, time.monotonic)
    click.echo(f"The day is over, after {done} acts.", err=True)
