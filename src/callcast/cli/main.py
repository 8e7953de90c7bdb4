"""`callcast`: what is typed, and what comes of it: an exit code, and at worst one sentence on stderr."""

import os
import sys
from io import TextIOWrapper

import click

from callcast import __version__
from callcast.cli.backup import backup, restore
from callcast.cli.console.command import console
from callcast.cli.demo.command import demo
from callcast.cli.doctor.command import doctor
from callcast.cli.errors import BAD_INPUT, FAILED, INTERRUPTED, exit_code
from callcast.cli.listen.command import listen
from callcast.cli.people import people
from callcast.cli.publish.command import publish
from callcast.cli.reload import reload
from callcast.cli.run import half, run
from callcast.cli.say import say
from callcast.cli.site import site
from callcast.cli.source.command import source
from callcast.cli.tokens import tokens
from callcast.cli.voices.command import voices
from callcast.errors import CallcastError

EPILOG = """\b
Example:
  callcast run                             and, in another terminal:
  callcast say "請 A012 號到 3 號櫃檯"

\b
Completion of commands and options, for bash (zsh and fish alike):
  eval "$(_CALLCAST_COMPLETE=bash_source callcast)"
"""


class _Commands(click.Group):
    """Names the nearest command when one is mistyped."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            import difflib

            near = difflib.get_close_matches(args[0][:40], self.list_commands(ctx), n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(self.list_commands(ctx))}."
            raise click.UsageError(f'There is no command "{args[0][:40]}"; {hint}', ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def callcast() -> None:
    """Calls, spoken at once, on live channels that never stop."""


_COMMANDS = (
    *(run, half, console, say, voices, listen, doctor, reload, source, publish, backup, restore, site, demo),
    *(people, tokens),
)
for _command in _COMMANDS:
    callcast.add_command(_command)


def main() -> None:
    """Run the command line; ends the process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter is no reason to fail
    code = _run()
    try:
        sys.stdout.flush()
    except OSError:  # whoever read our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _run() -> int:
    try:
        code = callcast.main(prog_name="callcast", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return BAD_INPUT
    except click.ClickException as error:
        return _complain(_usage(error), BAD_INPUT)
    except CallcastError as error:
        return _complain(str(error), exit_code(error))
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        return FAILED
    return code if isinstance(code, int) else 0


def _usage(error: click.ClickException) -> str:
    text = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None or text.endswith("?"):
        return text + ("" if text.endswith("?") else ".")
    return f'{text}; see "{context.command_path} --help".'


def _complain(text: str, code: int) -> int:
    click.echo(f"callcast: {' '.join(text.split())}", err=True)
    return code


if __name__ == "__main__":
    main()
