"""`callcast tokens`: what programs sign in with."""

from pathlib import Path

import click

from callcast.cli import place, words
from callcast.cli.asking import ask


@click.group(
    short_help="What programs sign in with.",
    epilog="\b\nExample:\n  callcast tokens add prometheus --scope metrics",
)
def tokens() -> None:
    """Make tokens for programs, list them, remove them."""


@tokens.command("list", short_help="List them.", epilog="\b\nExample:\n  callcast tokens list")
@place.instance_options
def list_tokens(url: str | None, config: Path | None, data: Path | None) -> None:
    """List the tokens: id, name, what they may do, when they were last used and end."""
    for token in ask(place.client(url, config, data), lambda api: api.tokens()):
        used = f"used {_day(token['used_at'])}" if token.get("used_at") else "never used"
        ends = f", ends {_day(token['expires_at'])}" if token.get("expires_at") else ""
        click.echo(f"{token['id']}  {token['name']:<20}  {' '.join(token['scopes'])}  ({used}{ends})")


@tokens.command(
    short_help="Make one.", epilog="\b\nExample:\n  callcast tokens add his --scope announce --scope tickets:issue"
)
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True, metavar="SCOPE", help="What it may do (docs/access.md)."
)
@click.option("--days", type=click.IntRange(1, 3_650), metavar="N", help="How long. Without: until it is removed.")
@place.instance_options
def add(
    name: str, scopes: tuple[str, ...], days: int | None, url: str | None, config: Path | None, data: Path | None
) -> None:
    """Make a token, and print it: nobody can tell it later."""
    words.sendable(name + "".join(scopes), "An argument")
    wish = {"name": name, "scopes": list(scopes), "days": days}
    token = ask(place.client(url, config, data), lambda api: api.add_token(wish))
    click.echo(token["token"])


@tokens.command(short_help="Remove one.", epilog="\b\nExample:\n  callcast tokens remove 3f8a2c9d1b7e")
@click.argument("id_", metavar="ID")
@place.instance_options
def remove(id_: str, url: str | None, config: Path | None, data: Path | None) -> None:
    """Have the token ID refused from now on."""
    words.sendable(id_, "The id")
    ask(place.client(url, config, data), lambda api: api.remove_token(id_))
    click.echo("Removed.")


def _day(time: str) -> str:
    return time[:10]
