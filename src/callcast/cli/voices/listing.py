"""What `callcast voices` shows."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from callcast.cli import place
from callcast.cli.errors import NO_INSTANCE, BadInput
from callcast.cli.voices import ready
from callcast.cli.voices.adding import is_complete
from callcast.cli.voices.catalogue import Catalogue, Entry
from callcast.cli.voices.download import Downloader
from callcast.cli.voices.opened import catalogue as read_catalogue
from callcast.cli.voices.progress import megabytes
from callcast.cli.voices.ready import Link
from callcast.cli.voices.shelf import Shelf
from callcast.client.errors import NoInstance
from callcast.tags import primary

if TYPE_CHECKING:
    from callcast.client.client import ApiClient


def show(url: str | None, config: Path | None, data: Path | None, lang: str | None) -> int | None:
    """Print all of it; the exit code. Without an instance, what can be added, and that there is none."""
    settings = place.read_settings(config)
    shelf = Shelf(settings.speech.at(place.data_path(data)))
    with Downloader(shelf.downloads) as downloader:
        catalogue = read_catalogue(settings, downloader)
    ours = place.client(url, config, data)
    fault: NoInstance | None = None
    found: dict[str, Any] = {}
    try:
        found = asyncio.run(_voices(ours))
    except NoInstance as error:
        fault = error
    languages, names = _texts(found.get("languages")), _texts(found.get("voices"))
    if lang is not None:
        languages = [tag for tag in languages if primary(tag) == primary(lang)]
        names = [name for name in names if _speaks(name, lang, found.get("speaks"))]
    chains = {tag: links for tag, links in _chains(found).items() if lang is None or primary(tag) == primary(lang)}
    entries = ready.addable(catalogue, lambda entry: is_complete(entry, shelf), lang)
    if lang is not None and not fault and not languages and not names and not entries:
        raise BadInput(f'Nothing here speaks "{lang}"; "callcast voices" lists what is spoken.')
    _show_chains(chains, catalogue, shelf)
    _show_addable(entries)
    _show_names(languages, names)
    if fault is not None:
        click.echo(f"callcast: {fault}", err=True)
        return NO_INSTANCE
    return None


def _show_chains(chains: dict[str, list[Link]], catalogue: Catalogue, shelf: Shelf) -> None:
    for tag, links in chains.items():
        width = max(len(link.voice) for link in links) if links else 0
        for number, link in enumerate(links, 1):
            head = tag if number == 1 else ""
            click.echo(f"{head:<8}  {number}  {link.voice:<{width}}  {ready.told(link, tag, catalogue)}")
        if not ready.understood([link.voice for link in links if link.state == ready.READY], tag):
            better = ready.better(tag, catalogue, lambda entry: is_complete(entry, shelf))
            click.echo(f"{'':<8}     few will understand it; {better}")
    if chains:
        click.echo()


def _show_addable(entries: list[Entry]) -> None:
    if not entries:
        return
    click.echo("Can be added:")
    for entry in entries:
        size = megabytes(sum(source.size for source in entry.sources))
        spoken = ", ".join(entry.languages)
        click.echo(f"  {ready.command(entry):<32}  {entry.title} ({spoken}; {size}; {entry.licence})")
    click.echo()


def _show_names(languages: list[str], names: list[str]) -> None:
    if languages:
        click.echo(_wrapped("languages  ", languages))
    by_engine: dict[str, list[str]] = {}
    for name in names:
        by_engine.setdefault(name.partition(":")[0], []).append(name)
    for engine_names in by_engine.values():
        click.echo(_wrapped("voices     ", engine_names))


def _wrapped(head: str, words: list[str]) -> str:
    import shutil
    import textwrap

    width = max(40, min(120, shutil.get_terminal_size().columns))
    return textwrap.fill(
        ", ".join(words), width, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False,
        break_long_words=False,
    )  # fmt: skip


def _chains(found: dict[str, Any]) -> dict[str, list[Link]]:
    chains = found.get("chains")
    if not isinstance(chains, dict):
        return {}
    return {
        str(tag): [Link(str(one.get("voice")), str(one.get("state"))) for one in chain if isinstance(one, dict)]
        for tag, chain in chains.items()
        if isinstance(chain, list)
    }


def _speaks(voice: str, lang: str, speaks: Any) -> bool:
    """Whether the voice is for the language of `lang`."""
    tags = _texts(speaks.get(voice)) if isinstance(speaks, dict) else []
    return any(primary(tag) == primary(lang) for tag in tags)


def _texts(found: Any) -> list[str]:
    return [str(item) for item in found] if isinstance(found, list) else []


async def _voices(client: "ApiClient") -> dict[str, Any]:
    async with client as api:
        return await api.voices()
