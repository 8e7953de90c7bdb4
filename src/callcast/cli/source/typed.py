"""What is typed, or piped, to a source."""

from collections.abc import Callable
from pathlib import Path

from callcast.bus.messages import Report, State
from callcast.cli import words
from callcast.cli.console import line as lines
from callcast.cli.console import plain, session
from callcast.cli.errors import BAD_INPUT, FAILED
from callcast.cli.source import stdin
from callcast.errors import CallcastError
from callcast.runtime.source import Source

HELP = 'Type a text and press Enter: it is spoken. "/say TEXT" speaks TEXT whatever it is; q quits (Ctrl-D too).'

WAITING = 8
"""Texts of a pipe that are rendered ahead."""


class Typed:
    """Lets a source speak what is typed, and shows what becomes of it by `show`, which prints a line."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._failed = False

    def tell(self, report: Report) -> None:
        """Show what has become of a text."""
        self._failed |= report.state is State.FAILED
        self._show(f"[{report.id}] {report.state.value}" + (f": {report.reason}" if report.reason else ""))

    async def at_prompt(self, source: Source, data: Path) -> int:
        """From a terminal; the exit code."""

        async def do(line: lines.Line) -> None:
            self._do(source, line)

        return await session.typed(do, data)

    async def from_pipe(self, source: Source, asked: Callable[[], None]) -> int:
        """Line by line to the end or a `q`, and all that is spoken; the exit code. `asked` is called before each."""
        code = 0
        asked()
        async for data in stdin.lines():
            try:
                line = plain.line_of(data)
                if isinstance(line, lines.Quit):
                    break
                self._do(source, line)
            except CallcastError as error:
                self._show(f"callcast: {error}")
                code = BAD_INPUT
            await source.fewer(WAITING)
            asked()
        await source.finish()
        return code or (FAILED if self._failed else 0)

    def _do(self, source: Source, line: lines.Line) -> None:
        if isinstance(line, lines.Speak):
            source.say(words.checked(line.text))
        elif isinstance(line, lines.Act | lines.Show):
            self._show(HELP)
        elif isinstance(line, lines.Nothing) and line.complaint:
            self._show(line.complaint)
