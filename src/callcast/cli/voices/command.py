"""`callcast voices`: what is spoken by whom, what can be added, and adding it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from callcast.cli import place

if TYPE_CHECKING:
    from callcast.cli.voices.shelf import Record, Shelf
    from callcast.settings import Settings

INSTALL_EXAMPLE = """\b
Example:
  callcast voices install kokoro
  callcast voices install https://example.org/packs/hall.zip --sha256 9f86d081...
  callcast voices install ./my-voice
"""


class _Group(click.Group):
    """Names the nearest command when one is mistyped."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            raise click.UsageError(
                f'There is no command "voices {args[0][:40]}"; there are: {", ".join(self.list_commands(ctx))}.', ctx
            )
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Group,
    short_help="List languages and voices; add and remove some.",
    epilog="\b\nExample:\n  callcast voices --lang zh-TW\n  callcast voices install kokoro",
    invoke_without_command=True,
)
@click.option("--lang", metavar="TAG", help="Only what speaks this language, like zh-TW.")
@place.instance_options
@click.pass_context
def voices(
    context: click.Context, lang: str | None, url: str | None, config: Path | None, data: Path | None
) -> int | None:
    """List who speaks each language, what is missing, and the commands that add it; then languages and voices."""
    if context.invoked_subcommand is not None:
        return None
    from callcast.cli.voices import listing

    return listing.show(url, config, data, lang)


@voices.command(short_help="Add a voice.", epilog=INSTALL_EXAMPLE)
@click.argument("what", metavar="NAME|URL|PATH")
@click.option("--yes", is_flag=True, help="Agree to the licence without being asked.")
@click.option("--as", "name", metavar="NAME", help="What to call a voice pack. Without: as its folder or archive.")
@click.option("--sha256", metavar="HEX", help="Checksum that the file at a URL must have.")
@click.option("--from", "base", metavar="DIR|URL", help="Where files of the catalogue are, when there is no network.")
@place.instance_options
def install(
    what: str,
    *,
    yes: bool,
    name: str | None,
    sha256: str | None,
    base: str | None,
    url: str | None,
    config: Path | None,
    data: Path | None,
) -> None:
    """Add a voice of the catalogue by its name, or one at an address or a path: a voice pack, or a voice of Piper.

    Its licence is shown, and nothing is fetched or installed before you have agreed.
    """
    from callcast.cli.voices import adding
    from callcast.cli.voices.catalogue import Entry
    from callcast.cli.voices.download import Downloader
    from callcast.cli.voices.opened import catalogue

    _see_options(what, name, sha256)
    settings, shelf = _shelf(config, data)
    with Downloader(shelf.downloads) as downloader, shelf.held():
        adder = adding.Adder(shelf, downloader, _agreed_to(yes=yes), base)
        chosen = adding.chosen(what, lambda: catalogue(settings, downloader))
        if isinstance(chosen, Entry):
            record = adder.entry(chosen)
            if record is None:
                click.echo(f"{chosen.name} is installed already.")
                return
        else:
            record = adder.path(chosen, name) if isinstance(chosen, Path) else adder.url(chosen, name, sha256)
    click.echo(f"Installed: {record.name} ({record.title}){_spoken(record)}.")
    _tell(url, config, data)


@voices.command(short_help="Remove a voice.", epilog="\b\nExample:\n  callcast voices remove kokoro")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Without being asked.")
@place.instance_options
def remove(name: str, *, yes: bool, url: str | None, config: Path | None, data: Path | None) -> None:
    """Remove a voice that was installed or recorded: its files are deleted."""
    from callcast.cli.errors import BadInput

    _, shelf = _shelf(config, data)
    with shelf.held():
        found = [record for record in shelf.installed() if record.name == name]
        if not found:
            there = ", ".join(record.name for record in shelf.installed()) or "none"
            raise BadInput(f'No voice "{name[:40]}" is installed in {shelf.folder}; there are: {there}.')
        for record in found:
            _agreed_to(yes=yes)(record.name, [record.title, f"in {record.home}", "its files will be deleted"])
            shelf.remove(record)
    click.echo(f"Removed: {name}.")
    _tell(url, config, data)


@voices.command(short_help="List what was added.", epilog="\b\nExample:\n  callcast voices installed")
@place.config_option
@place.data_option
def installed(config: Path | None, data: Path | None) -> None:
    """List the voices in the data folder, and the licence of each."""
    _, shelf = _shelf(config, data)
    found = shelf.installed()
    for record in found:
        licence = f"; licence: {record.licence}" if record.licence else ""
        click.echo(f"{record.name:<20}  {record.engine:<7}  {record.title}{licence}")
    if not found:
        click.echo(f"Nothing in {shelf.folder}.", err=True)


@voices.command(
    short_help="Record your own voice.", epilog="\b\nExample:\n  callcast voices record house --letters ABC"
)
@click.argument("name")
@click.option("--lang", metavar="TAG", default="zh-TW", show_default=True, help="Language of the voice.")
@click.option("--kind", "kinds", metavar="KIND", multiple=True, help="A template that it is for; may be given again.")
@click.option("--places", type=click.IntRange(1, 40), default=10, show_default=True, help="Highest counter or room.")
@click.option("--letters", metavar="ABC", default="", help="Letters before ticket numbers.")
@click.option("--microphone", metavar="NAME", help="Of the sound card. Without: the system's own.")
@place.instance_options
def record(
    name: str,
    *,
    lang: str,
    kinds: tuple[str, ...],
    places: int,
    letters: str,
    microphone: str | None,
    url: str | None,
    config: Path | None,
    data: Path | None,
) -> None:
    """Read what is shown, phrase by phrase, and the running instance can call in your voice.

    What was taken stays: the same command goes on where it ended. The page /record of the instance does the same.
    """
    import asyncio

    from callcast.cli.voices import recording
    from callcast.cli.voices.microphone import Microphone

    wish = {"name": name, "language": lang, "kinds": list(kinds or ("counter", "missed")), "places": places}
    with Microphone(microphone) as opened:
        asyncio.run(recording.record(place.client(url, config, data), {**wish, "letters": letters.upper()}, opened))


def _shelf(config: Path | None, data: Path | None) -> "tuple[Settings, Shelf]":
    from callcast.cli.voices.shelf import Shelf

    settings = place.read_settings(config)
    return settings, Shelf(settings.speech.at(place.data_path(data)))


def _see_options(what: str, name: str | None, sha256: str | None) -> None:
    import re

    from callcast.cli.errors import BadInput
    from callcast.cli.voices.catalogue import is_url

    if name is not None and not re.fullmatch(r"\w[\w.-]{0,63}", name):
        raise BadInput(f'"{name[:40]}" is no name of a voice; take up to 64 letters, digits, "-", "_" and ".".')
    if sha256 is not None and not (is_url(what) and re.fullmatch(r"[0-9A-Fa-f]{64}", sha256)):
        raise BadInput("--sha256 is for a URL, and has 64 digits from 0 to f.")


def _spoken(record: "Record") -> str:
    return f", spoken as {record.engine}:{record.name}" if record.own and record.engine == "bank" else ""


def _agreed_to(*, yes: bool) -> Any:
    """Asks whether what it is told shall be done: on a terminal, unless the answer was given before."""
    from callcast.cli.errors import BadInput
    from callcast.cli.voices.errors import NotAgreed
    from callcast.system.terminal import is_terminal

    def agree(what: str, lines: list[str]) -> None:
        for line in (f"{what}: {lines[0]}", *(f"  {line}" for line in lines[1:])):
            click.echo(line, err=True)
        if yes:
            return
        if not is_terminal(sys.stdin):
            raise BadInput(f"{what}: whether you agree cannot be asked here; give --yes if you do.")
        if not click.confirm("Do you agree?", err=True):
            raise NotAgreed(what)

    return agree


def _tell(url: str | None, config: Path | None, data: Path | None) -> None:
    """Have the running instance look again; one that does not run will look when it starts."""
    import asyncio

    from callcast.client.errors import ClientError, NoInstance

    async def tell() -> bool:
        async with place.client(url, config, data) as api:
            return (await api.refresh_voices()).get("player") == "up"

    try:
        told = asyncio.run(tell())
    except ClientError as error:
        if url is not None or not isinstance(error, NoInstance):
            click.echo(f"The running instance could not be told: {error}", err=True)
        return
    click.echo("The running instance knows." if told else "Its player is down, and looks when it starts.", err=True)
