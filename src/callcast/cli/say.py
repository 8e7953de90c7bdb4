"""`callcast say`: one announcement from the command line, and what became of it as the exit code."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from callcast.cli import place, words
from callcast.cli.errors import FAILED, BadInput
from callcast.cli.seconds import Seconds
from callcast.client.errors import NoInstance

if TYPE_CHECKING:
    from callcast.client.client import ApiClient

CALL = ("number", "place", "name")
"""Options that are fields of a call."""
ABSENCES = 20
"""Times in a row that a waiting `say` finds nobody before it gives up, a second apart: a desk restarts in less."""


@click.command(
    short_help="Speak one text.",
    epilog="""\b
Examples:
  callcast say "請 A012 號到 3 號櫃檯" --channel hall --repeat 2 --wait
  callcast say "請 A012 號到 3 號櫃檯" --number A012 --place "3 號櫃檯"
  callcast say --template counter --number A012 --place 3 --langs zh-TW,en
  echo "Order 37 is ready" | callcast say -

\b
Exit code: 0 accepted (with --wait: spoken), 1 failed, expired or cancelled, 2 bad input,
3 no running instance.""",
)
@click.argument("text", required=False)
@click.option(
    "--channel", "channels", multiple=True, metavar="ID", help="Where; may be given again. Without: everywhere."
)
@click.option(
    "--template",
    metavar="KIND",
    help="Instead of a TEXT: the words for a call (--number, --place, --name), like counter or pick-up.",
)
@click.option(
    "--langs", metavar="TAG,TAG", help="Of a template: its languages, the main one first. Without: the channel's."
)
@click.option("--lang", metavar="TAG", help="Language of the text, like zh-TW. Without: found from its letters.")
@click.option("--voice", metavar="ENGINE:NAME", help='A voice that "callcast voices" lists.')
@click.option(
    "--priority", type=click.Choice(["normal", "urgent", "emergency"]), help="A higher one cuts a lower one short."
)
@click.option("--repeat", type=click.IntRange(1, 10), metavar="N", help="Say it N times, 1 to 10.")
@click.option(
    "--expires-in",
    type=Seconds(),
    metavar="SECONDS",
    help="Do not begin it later than that.",
)
@click.option("--number", metavar="TEXT", help="The number that boards show, like A012. Without these three: the text.")
@click.option("--place", metavar="TEXT", help="The place that boards show.")
@click.option("--name", metavar="TEXT", help="The name that boards show; masked, unless the settings say otherwise.")
@click.option("--wait", is_flag=True, help="Return when it was spoken.")
@place.instance_options
def say(text: str | None, url: str | None, config: Path | None, data: Path | None, wait: bool, **options: Any) -> int:
    """Speak TEXT, or a call by a template, on the channels of the running instance; "-" reads from standard input."""
    import asyncio

    body = _body(options)
    if text == "-":
        body["text"] = words.from_stdin(sys.stdin.buffer, sys.stdin.encoding)
    elif text is not None:
        body["text"] = words.checked(text)
    elif "template" not in body:
        raise BadInput('There is nothing to say; give a text, as in: callcast say "Order 37 is ready", or --template.')
    return asyncio.run(_say(place.client(url, config, data), body, wait))


def _body(options: dict[str, Any]) -> dict[str, Any]:
    """What is to be sent of what was given; `BadInput`."""
    given = {name: value for name, value in options.items() if value not in (None, ())}
    for value in given.values():
        words.sendable("".join(value) if isinstance(value, tuple) else str(value), "An option")
    if "langs" in given:
        given["langs"] = words.tags(given["langs"])
    call = {name: given.pop(name) for name in CALL if name in given}
    return {**given, "call": call} if call else given


async def _say(client: "ApiClient", body: dict[str, Any], wait: bool) -> int:
    from callcast.client.client import FINAL

    async with client as api:
        said = await api.announce(body)
        if wait:
            said = await _final(api, str(said["id"]), FINAL)
    click.echo(f"{said['state']}  {said['id']}")
    if said["state"] == "spoken" and (note := words.reason(said)):
        click.echo(f"callcast: {note}", err=True)
    if said["state"] not in FINAL or said["state"] == "spoken":
        return 0
    click.echo(f"callcast: {words.outcome(said)}", err=True)
    return FAILED


async def _final(api: "ApiClient", id_: str, final: tuple[str, ...]) -> dict[str, Any]:
    import asyncio

    absences = 0
    while True:
        try:
            said = await api.announcement(id_, wait=30)
            absences = 0
        except NoInstance:
            absences += 1
            if absences == ABSENCES:
                raise
            await asyncio.sleep(1)
            continue
        if said["state"] in final:
            return said
