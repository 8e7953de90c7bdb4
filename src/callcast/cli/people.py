"""`callcast people`: who may sign in."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from callcast.cli import place, words
from callcast.cli.asking import ask
from callcast.cli.errors import BadInput
from callcast.desk.access.role import Role
from callcast.system.terminal import is_terminal

if TYPE_CHECKING:
    from callcast.client.client import ApiClient

Json = dict[str, Any]

ROLES = tuple(role.value for role in Role)


@click.group(
    short_help="Who may sign in.",
    epilog="\b\nExample:\n  callcast people add anna --role admin\n  callcast people password anna",
)
def people() -> None:
    """Make people who may sign in, list them, give them another password."""


@people.command("list", short_help="List them.", epilog="\b\nExample:\n  callcast people list")
@place.instance_options
def list_people(url: str | None, config: Path | None, data: Path | None) -> None:
    """List who may sign in."""
    for person in ask(place.client(url, config, data), lambda api: api.people()):
        more = [f"counters {', '.join(person['counters'])}"] if person.get("counters") is not None else []
        more += ["disabled"] if person.get("disabled") else []
        click.echo(f"{person['name']:<20}  {person['role']:<8}  {'; '.join(more)}".rstrip())


@people.command(short_help="Make one.", epilog="\b\nExample:\n  callcast people add anna --role operator --counter 3")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they are, and so may do.")
@click.option("--counter", "counters", multiple=True, metavar="ID", help="One that they may use. Without: all.")
@place.instance_options
def add(
    name: str, role: str, counters: tuple[str, ...], url: str | None, config: Path | None, data: Path | None
) -> None:
    """Make NAME, who signs in with a password that is asked for, or read from standard input."""
    words.sendable(name + "".join(counters), "An argument")
    wish = {"name": name, "role": role, "password": _password(), "counters": list(counters) or None}
    person = ask(place.client(url, config, data), lambda api: api.add_person(wish))
    click.echo(f"Made: {person['name']} ({person['role']}).")


@people.command(short_help="Set another password.", epilog="\b\nExample:\n  callcast people password anna")
@click.argument("name")
@place.instance_options
def password(name: str, url: str | None, config: Path | None, data: Path | None) -> None:
    """Give NAME another password, and end their sessions: also for the admin who forgot theirs."""
    client = place.client(url, config, data)

    async def change(api: "ApiClient") -> Json:
        person = _named(name, await api.people())
        await api.set_password(str(person["id"]), _password())
        return person

    click.echo(f"{ask(client, change)['name']} has another password.")


@people.command(short_help="Let one sign in no more.", epilog="\b\nExample:\n  callcast people disable anna")
@click.argument("name")
@place.instance_options
def disable(name: str, url: str | None, config: Path | None, data: Path | None) -> None:
    """Let NAME sign in no more; "callcast people enable" undoes it."""
    _set_disabled(name, url, config, data, disabled=True)


@people.command(short_help="Let one sign in again.", epilog="\b\nExample:\n  callcast people enable anna")
@click.argument("name")
@place.instance_options
def enable(name: str, url: str | None, config: Path | None, data: Path | None) -> None:
    """Let NAME sign in again."""
    _set_disabled(name, url, config, data, disabled=False)


def _set_disabled(name: str, url: str | None, config: Path | None, data: Path | None, *, disabled: bool) -> None:
    async def change(api: "ApiClient") -> Json:
        person = _named(name, await api.people())
        return await api.change_person(str(person["id"]), {"disabled": disabled})

    person = ask(place.client(url, config, data), change)
    click.echo(f"{person['name']} may {'not ' if person['disabled'] else ''}sign in.")


def _named(name: str, people: list[Json]) -> Json:
    found = [one for one in people if str(one.get("name", "")).casefold() == name.casefold()]
    if not found:
        there = ", ".join(str(one.get("name")) for one in people) or "nobody"
        raise BadInput(f'There is nobody called "{name[:40]}"; there are: {there[:400]}.')
    return found[0]


def _password() -> str:
    """Typed twice and not shown, or the first line of standard input."""
    if is_terminal(sys.stdin):
        return str(click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True))
    line = words.decoded(sys.stdin.buffer.readline(words.LONGEST), sys.stdin.encoding).rstrip("\r\n")
    if not line:
        raise BadInput("There is no password on standard input; write it there in one line, or use a terminal.")
    return line
