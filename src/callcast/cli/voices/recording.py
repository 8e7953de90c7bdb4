"""`callcast voices record`: leads through what is to be read."""

from typing import Any, Protocol

import click

from callcast.client.client import ApiClient
from callcast.client.errors import Refused
from callcast.client.hall import Json

KEYS = "Enter: record · l: listen · n: next · p: previous · q: quit"


class Recorder(Protocol):
    """A microphone and a loudspeaker."""

    def start(self) -> None:
        """Record from now on."""

    def stop(self) -> bytes:
        """What was heard since, as a WAV file."""

    def play(self, sound: bytes) -> None:
        """Let a WAV file be heard."""


async def record(client: ApiClient, wish: Json, microphone: Recorder) -> None:
    """Record the voice that is wished for, from its first line that is missing, until the last or a `q`."""
    async with client as api:
        there = any(pack["name"] == wish["name"] for pack in await api.packs())
        pack = await api.pack(wish["name"]) if there else await api.create_pack(wish)
        click.echo(f"{KEYS}\n")
        await _lead(api, pack, microphone)
        if any(prompt["seconds"] is not None for prompt in pack["prompts"]):
            used = await api.use_pack(pack["name"])
            left = f"; {used['missing']} lines are not recorded, another voice says those" if used["missing"] else ""
            click.echo(f"It can be used: {used['voice']}{left}.")


async def _lead(api: ApiClient, pack: Json, microphone: Recorder) -> None:
    prompts: list[dict[str, Any]] = pack["prompts"]
    at = next((n for n, prompt in enumerate(prompts) if prompt["seconds"] is None), 0)
    while 0 <= at < len(prompts):
        prompt = prompts[at]
        mark = "✓" if prompt["seconds"] is not None else " "
        hint = f"   ({prompt['hint']})" if prompt["hint"] else ""
        key = _asked(f"{at + 1:>3}/{len(prompts)} {mark} {prompt['text']}{hint}")
        if key == "q":
            return
        if key in ("n", "p"):
            at = max(0, at + (1 if key == "n" else -1))
        elif key == "l" and prompt["seconds"] is not None:
            microphone.play(await api.taken(pack["name"], prompt["id"]))
        elif key == "" and await _take(api, pack["name"], prompt, microphone):
            at += 1


async def _take(api: ApiClient, name: str, prompt: Json, microphone: Recorder) -> bool:
    """Record one line and let it be heard; whether it could be used."""
    microphone.start()
    _asked("        … read, then Enter")
    try:
        prompt["seconds"] = (await api.take(name, prompt["id"], microphone.stop()))["seconds"]
    except Refused as error:
        click.echo(f"        {error}")
        return False
    click.echo(f"        taken, {prompt['seconds']:.1f} s")
    microphone.play(await api.taken(name, prompt["id"]))
    return True


def _asked(prompt: str) -> str:
    """What is typed behind `prompt`; at the end of the input, a q."""
    try:
        return str(click.prompt(prompt, default="", show_default=False, prompt_suffix="  ")).strip().lower()
    except click.Abort:
        return "q"
