"""`callcast ticket`, `next`, `recall`, `order`: the desk from the command line."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from callcast.cli import place, words
from callcast.cli.asking import ask
from callcast.cli.errors import BadInput
from callcast.desk.queueing.hall.precedence import Precedence

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from callcast.client.client import ApiClient

Json = dict[str, Any]

MINUTE = 60.0
_json = click.option("--json", "as_json", is_flag=True, help="Print what the API answers.")


@click.command(
    short_help="Issue a ticket.",
    epilog="\b\nExample:\n  callcast ticket registration\n  callcast ticket registration --priority elder --lang ja",
)
@click.argument("line")
@click.option("--name", metavar="TEXT", help="Who it is for; boards mask it.")
@click.option(
    "--priority",
    type=click.Choice([one.value for one in Precedence]),
    help="Who goes before whom. Without: normal.",
)
@click.option("--due", metavar="TIME", help="Of an appointment, like 2026-11-24T09:30:00+08:00.")
@click.option("--lang", "langs", multiple=True, metavar="TAG", help="What it is called in; may be given again.")
@_json
@place.instance_options
def ticket(
    line: str,
    name: str | None,
    priority: str | None,
    due: str | None,
    langs: tuple[str, ...],
    as_json: bool,
    **where: Path | None,
) -> None:
    """Issue the next number of LINE, which is the id of one."""
    given = {"name": name, "precedence": priority, "due_at": due, "langs": list(langs) or None}
    fields = {key: value for key, value in given.items() if value is not None}
    _sendable(line, name or "", due or "", *langs)
    issued = _ask(where, lambda api: api.issue_ticket(line, **fields))
    _show(issued, as_json, issued["number"], f"at {issued['line']}: {_waiting(issued.get('wait') or {})}")


@click.command("next", short_help="Call the next one.", epilog="\b\nExample:\n  callcast next c3")
@click.argument("counter")
@_json
@place.instance_options
def next_(counter: str, as_json: bool, **where: Path | None) -> None:
    """Call whose turn it is to COUNTER, which is the id of one."""
    _sendable(counter)
    _show_call(_ask(where, lambda api: api.act(counter, "next")), as_json)


@click.command(short_help="Call the same one again.", epilog="\b\nExample:\n  callcast recall c3")
@click.argument("counter")
@_json
@place.instance_options
def recall(counter: str, as_json: bool, **where: Path | None) -> None:
    """Call the one that was called to COUNTER once more."""
    _sendable(counter)
    _show_call(_ask(where, lambda api: api.act(counter, "recall")), as_json)


@click.command(
    short_help="Place an order.",
    epilog="\b\nExample:\n  callcast order ramen tonkotsu:firm:large gyoza\n  callcast order ramen gyoza*2",
)
@click.argument("line")
@click.argument("items", nargs=-1, required=True, metavar="ITEM[:CHOICE]...[*COUNT]...")
@click.option("--name", metavar="TEXT", help="Who it is for; boards mask it.")
@click.option("--lang", "langs", multiple=True, metavar="TAG", help="What it is called in; may be given again.")
@_json
@place.instance_options
def order(
    line: str, items: tuple[str, ...], name: str | None, langs: tuple[str, ...], as_json: bool, **where: Path | None
) -> None:
    """Order ITEMS at LINE, all by their ids, as its menu has them; choices stand behind colons."""
    _sendable(line, name or "", *items, *langs)
    given = {"name": name, "langs": list(langs) or None}
    fields = {key: value for key, value in given.items() if value is not None}

    async def placed(api: "ApiClient") -> Json:
        menu = await api.menu(line)
        return await api.place_order(line, [picked(one, menu) for one in items], **fields)

    done = _ask(where, placed)
    count = sum(one["count"] for one in done["items"])
    what = f"{count} item{'' if count == 1 else 's'} at {done['line']}"
    _show(done, as_json, done["number"], what if done["price"] is None else f"{what}, {done['price']}")


def picked(written: str, menu: Json) -> Json:
    """`tonkotsu:firm*2` as the API takes it; `BadInput`. Which option a choice is of, the menu tells."""
    plain, star, times = written.partition("*")
    if star and not (times.isascii() and times.isdigit() and 0 < int(times[:4]) <= 1_000):
        raise BadInput(f'"{written[:40]}" has no count behind the *; write it like {plain[:40]}*2.')
    item_id, *choices = plain.split(":")
    there = {str(one["id"]): one for category in menu["categories"] for one in category["items"]}
    if item_id not in there:
        known = ", ".join(there) or "none"
        raise BadInput(f'There is no item "{item_id[:40]}" on the menu; there are: {known[:400]}.')
    chosen = [{"option": _option(there[item_id], choice), "choice": choice} for choice in choices]
    return {"item": item_id, "count": int(times) if star else 1, "choices": chosen}


def _option(item: Json, choice: str) -> str:
    for option in item["options"]:
        if any(one["id"] == choice for one in option["choices"]):
            return str(option["id"])
    known = ", ".join(str(one["id"]) for option in item["options"] for one in option["choices"]) or "none"
    raise BadInput(f'The item "{item["id"]}" has no choice "{choice[:40]}"; there are: {known[:400]}.')


def _show_call(acted: Json, as_json: bool) -> None:
    called, there = acted.get("ticket") or {}, acted["counter"]
    why = (acted.get("because") or {}).get("text", "")
    _show(acted, as_json, str(called.get("number", "-")), f"to {there['name']}" + (f": {why}" if why else "."))


def _show(answer: Json, as_json: bool, number: str, rest: str) -> None:
    """The number first, then what and where."""
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(f"{click.style(number, bold=True)}  {rest}")


def _waiting(wait: Json) -> str:
    ahead = int(wait.get("ahead", 0))
    people = "nobody is before it" if ahead == 0 else f"{ahead} {'is' if ahead == 1 else 'are'} before it"
    low, high = wait.get("low"), wait.get("high")
    if low is None or high is None:
        return f"{people}."
    return f"{people}, about {round(low / MINUTE)} to {max(1, round(high / MINUTE))} minutes."


def _sendable(*texts: str) -> None:
    for text in texts:
        words.sendable(text, "An argument")


def _ask(where: dict[str, Any], question: "Callable[[ApiClient], Awaitable[Json]]") -> Json:
    """The running instance's answer, whose sentences are in the language of this terminal."""
    return ask(place.client(where["url"], where["config"], where["data"], place.language()), question)
