"""The outputs of a running instance: whether each goes where it should."""

import asyncio
from collections.abc import Iterator
from typing import Any

from callcast.cli.doctor.check import Check, Place, fail, ok, warn
from callcast.cli.place import local_token
from callcast.client.client import ApiClient
from callcast.client.errors import ClientError


def check(place: Place) -> Iterator[Check]:
    """One line each; none when no instance runs, or when no channel has an output."""
    if place.health is None:
        return

    async def ask() -> list[dict[str, Any]]:
        async with ApiClient(place.url, local_token(place.data)) as api:
            return await api.channels()

    try:
        channels = asyncio.run(ask())
    except ClientError as error:
        yield fail(f"the outputs cannot be asked for: {error}", "read the log of the instance; restart it")
        return
    for channel in channels:
        for output in channel.get("outputs", ()):
            yield _one(str(channel["id"]), output)


def _one(channel: str, output: dict[str, Any]) -> Check:
    what = f"output {output['kind']} {output['target']} of channel {channel}"
    if output["state"] == "running":
        return ok(f"{what} runs; {output['readers']} take it")
    reason = str(output["reason"] or "nothing has answered yet").rstrip(".")
    if output["state"] == "stopped":
        return fail(f"{what} was given up: {reason}", 'mend it as it says, then "callcast reload" or restart')
    return warn(f"{what} does not run yet: {reason}", "mend it as it says; it is tried again by itself")
