"""How far a download is, on a terminal."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Protocol

import click

from callcast.system.terminal import is_terminal

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


class Progress(Protocol):
    """Is told how far something is."""

    def at(self, done: int, whole: int | None) -> None:
        """`done` bytes of `whole` are there; None where nobody knows how many there will be."""


class Quiet:
    """Shows nothing."""

    def at(self, done: int, whole: int | None) -> None:
        """Nothing."""


class _Bar:
    """Is drawn once it is known how long it is."""

    def __init__(self, what: str, stack: ExitStack) -> None:
        self._what, self._stack = what, stack
        self._bar: ProgressBar[int] | None = None

    def at(self, done: int, whole: int | None) -> None:
        if whole is None:
            return
        if self._bar is None:
            bar: ProgressBar[int] = click.progressbar(length=whole, label=self._what, file=sys.stderr)
            self._bar = self._stack.enter_context(bar)
        self._bar.update(done - self._bar.pos)


@contextmanager
def shown(what: str) -> Iterator[Progress]:
    """A bar for `what` on stderr where that is a terminal, else a line."""
    if not is_terminal(sys.stderr):
        click.echo(what, err=True)
        yield Quiet()
        return
    with ExitStack() as stack:
        yield _Bar(what, stack)


def megabytes(size: int) -> str:
    """As a person reads it."""
    return f"{size / 1e6:.0f} MB" if size >= 10_000_000 else f"{size / 1e6:.1f} MB"
