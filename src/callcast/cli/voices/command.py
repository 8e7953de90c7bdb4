"""`callcast voices`: what the running instance can speak."""

from pathlib import Path
from typing import Any

import click

from callcast.cli import place
from callcast.cli.errors import BadInput


@click.command(short_help="List languages and voices.", epilog="\b\nExample:\n  callcast voices --lang zh-TW")
@click.option("--lang", metavar="TAG", help="Only what speaks this language, like zh-TW.")
@place.instance_options
def voices(lang: str | None, url: str | None, config: Path | None, data: Path | None) -> None:
    """List the languages and voices of the running instance."""
    import asyncio

    found = asyncio.run(_voices(place.instance_url(url, config)))
    languages, names = _texts(found.get("languages")), _texts(found.get("voices"))
    if lang is not None:
        languages, names = _of(lang, languages), _of(lang, names)
        if not languages and not names:
            raise BadInput(f'Nothing here speaks "{lang}"; "callcast voices" lists what is spoken.')
    for word, items in (("language", languages), ("voice", names)):
        for item in items:
            click.echo(f"{word:<8}  {item}")


def _of(lang: str, items: list[str]) -> list[str]:
    """Those of the `items` (tags, or engine:name where the name is one) in the language of `lang`."""
    from callcast.tags import primary

    return [item for item in items if primary(item.rpartition(":")[2]) == primary(lang)]


def _texts(found: Any) -> list[str]:
    return [str(item) for item in found] if isinstance(found, list) else []


async def _voices(url: str) -> dict[str, Any]:
    from callcast.cli.api import ApiClient

    async with ApiClient(url) as api:
        return await api.voices()
