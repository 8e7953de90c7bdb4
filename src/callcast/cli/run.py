"""`callcast run`, and the halves that it starts."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from callcast.cli import place


@click.command(epilog="\b\nExample:\n  callcast run --config callcast.toml --data /var/lib/callcast")
@place.config_option
@place.data_option
def run(config: Path | None, data: Path | None) -> int:
    """Start the channels and the API; on a terminal, show the console too.

    Every channel is at rtsp://HOST:8554/ID until Ctrl-C; SIGHUP or "callcast reload" reads the settings again.
    """
    settings = place.read_settings(config)
    from callcast import runtime

    folder = place.data_path(data)
    front = _console(f"http://{settings.web.listen.reachable}", folder) if _on_terminal() else None
    return runtime.run(settings, place.config_path(config), folder, front)


@click.command(hidden=True)
@click.argument("which", type=click.Choice(["desk", "player"]))
@place.config_option
@place.data_option
def half(which: str, config: Path | None, data: Path | None) -> int:
    """One half of a running instance; "callcast run" starts both."""
    settings = place.read_settings(config)
    from callcast import runtime

    start = runtime.desk_main if which == "desk" else runtime.player_main
    return start(settings, place.config_path(config), place.data_path(data))


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _console(url: str, folder: Path) -> Callable[[], Awaitable[int]]:
    """The console as the runtime's event loop runs it: to its end, then the instance stops."""

    async def front() -> int:
        from callcast.cli.api import ApiClient
        from callcast.cli.console import session

        async with ApiClient(url) as api:
            return await session.run(api, folder)

    return front
