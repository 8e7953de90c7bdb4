"""`callcast site`: a whole site as one file, out of the running instance and into it."""

import sys
from pathlib import Path
from typing import Any

import click

from callcast.cli import place
from callcast.cli.asking import ask
from callcast.cli.errors import BadInput

LONGEST = 10_000_000
"""Bytes of a site file."""
KINDS = ("lines", "counters", "items")


@click.group(short_help="Write a site to a file, or set it up from one.")
def site() -> None:
    """A site's lines, counters and items as one JSON file, which people can read and write."""


@site.command("export", epilog="\b\nExample:\n  callcast site export clinic.json")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@place.instance_options
def export(file: Path, url: str | None, config: Path | None, data: Path | None) -> None:
    """Write what is set up to FILE; "-" is standard output. Tickets and orders are not in it."""
    import json

    document = ask(place.client(url, config, data, place.language()), lambda api: api.site_file())
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if file == Path("-"):
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{file} cannot be written ({error.strerror}); name a file in a folder of yours.") from None
    click.echo(f"{file} has the site: {_counted(document)}.")


@site.command("import", epilog="\b\nExample:\n  callcast site import clinic.json")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@place.instance_options
def import_(file: Path, url: str | None, config: Path | None, data: Path | None) -> None:
    """Set everything up as FILE says; "-" is standard input.

    What is not in it is removed, unless people wait for it: then nothing changes.
    """
    document = read(file)
    ask(place.client(url, config, data, place.language()), lambda api: api.put_site_file(document))
    click.echo(f"The site is as {'standard input' if file == Path('-') else file} says: {_counted(document)}.")


def read(file: Path) -> dict[str, Any]:
    """The document in `file`; `BadInput`. What is in it the instance judges."""
    import json

    shown = "Standard input" if file == Path("-") else str(file)
    try:
        with sys.stdin.buffer if file == Path("-") else file.open("rb") as stream:
            data = stream.read(LONGEST + 1)
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror}); name a file that is there.") from None
    if len(data) > LONGEST:
        raise BadInput(f"{shown} has more than {LONGEST:,} bytes, which no site file has.")
    try:
        document = json.loads(data)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{shown} is not JSON (line {error.lineno}, column {error.colno}); write it as callcast site export does."
        ) from None
    except (ValueError, RecursionError):
        raise BadInput(f"{shown} is not JSON in UTF-8; write it as callcast site export does.") from None
    if not isinstance(document, dict):
        raise BadInput(f"{shown} is not a site file; write it as callcast site export does.")
    return document


def _counted(document: dict[str, Any]) -> str:
    sizes = ((kind, len(document.get(kind) or ())) for kind in KINDS)
    return ", ".join(f"{size} {kind if size != 1 else kind[:-1]}" for kind, size in sizes)
