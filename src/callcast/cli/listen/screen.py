"""What `listen` shows: a bar that lives on a terminal, lines elsewhere."""

from datetime import datetime, timedelta

import click

from callcast.cli.listen.meter import bar

EVERY = 10
"""Levels from one line to the next where there is no terminal: a second."""


class Screen:
    """Where levels and turns are shown."""

    def __init__(self, *, on_terminal: bool) -> None:
        self._on_terminal = on_terminal
        self._levels: list[tuple[float, float]] = []

    def line(self, text: str, ago: float = 0.0) -> None:
        """A line with the time of day at which it was, `ago` seconds before now."""
        stamp = (datetime.now().astimezone() - timedelta(seconds=ago)).strftime("%H:%M:%S.%f")[:-3]
        click.echo(f"\r\x1b[K{stamp}  {text}" if self._on_terminal else f"{stamp}  {text}")

    def level(self, rms: float, peak: float) -> None:
        """The bar, or each second a line with the loudest levels (dBFS) of it."""
        if self._on_terminal:
            click.echo(f"\r{bar(rms, peak)}", nl=False)
            return
        self._levels.append((rms, peak))
        if len(self._levels) == EVERY:
            self.line(bar(max(rms for rms, _ in self._levels), max(peak for _, peak in self._levels)))
            self._levels.clear()

    def close(self) -> None:
        """Leave the bar's line."""
        if self._on_terminal:
            click.echo()
