"""The running instance, if there is one."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from callcast.cli.doctor.check import Check, Place, fail, ok, warn
from callcast.cli.place import local_token
from callcast.client.client import ApiClient
from callcast.client.errors import ClientError


def health(url: str, data: Path) -> dict[str, object] | None:
    """What the instance at `url` with that data folder says of itself; None when there is none."""

    async def ask() -> dict[str, object]:
        async with ApiClient(url, local_token(data)) as api:
            return await api.health()

    try:
        answer = asyncio.run(ask())
    except ClientError:
        return None
    return answer if "status" in answer else None


def check(place: Place) -> Iterator[Check]:
    """One line."""
    if place.health is None:
        yield warn(f"no instance is running at {place.url}", 'start it with "callcast run"')
    elif place.health.get("status") == "ok":
        yield ok(f"the instance at {place.url} is well")
    else:
        player, engines = place.health.get("player", "not for us to know"), place.health.get("engines")
        told = [f"{name}: {state}" for name, state in engines.items()] if isinstance(engines, dict) else []
        speech = f"; its speech engines: {', '.join(told)}" if told else ""
        yield fail(
            f"the instance at {place.url} is degraded, its player is {player}{speech}", "read its log; restart it"
        )
