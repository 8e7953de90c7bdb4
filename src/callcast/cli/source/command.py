"""`callcast source`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from callcast.cli import place
from callcast.cli.errors import BadInput

if TYPE_CHECKING:
    from callcast.player.outputs.sinks.pipe.settings import PipeSettings
    from callcast.runtime.source import Source, Told


@click.command(
    short_help="Speak what you type into a socket or pipe.",
    epilog="""\b
Examples:
  callcast source --to unix:/tmp/tts_audio.sock        and, in another terminal:
  ffmpeg -f s16le -ar 24000 -ac 1 -i unix:/tmp/tts_audio.sock -c:a aac -f rtsp rtsp://localhost:8554/mystream

\b
  echo "Order 37 is ready" | callcast source --to stdout: | aplay -t raw -f S16_LE -r 24000""",
)
@click.option(
    "--to", required=True, metavar="PLACE", help="unix:/path, fifo:/path, stdout:, or on Windows \\\\.\\pipe\\NAME."
)
@click.option("--rate", type=int, metavar="HZ", help="Samples a second. Without: 24000.")
@click.option("--channels", type=int, metavar="N", help="So many, which are equal. Without: 1.")
@click.option("--sample", metavar="FORM", help="s16le or f32le. Without: s16le.")
@click.option("--wav", is_flag=True, help="Begin with a WAV header.")
@click.option("--voice", metavar="ENGINE:NAME", help='A voice that "callcast voices" lists.')
@click.option("--lang", metavar="TAG", help="Language of the texts, like zh-TW. Without: found from their letters.")
@place.config_option
@place.data_option
def source(config: Path | None, data: Path | None, voice: str | None, lang: str | None, wav: bool, **told: Any) -> int:
    """Speak what you type into a socket or pipe: raw samples that never stop, silence in between.

    No API, no RTSP, no ports: just speech, as the first channel of the settings speaks. "q" quits. From a pipe, each
    line is spoken as it comes, to the end.
    """
    output = _output({"kind": "pipe", "wav": wav, **{name: value for name, value in told.items() if value is not None}})
    settings = place.read_settings(config)
    from callcast.runtime import source as runtime

    return _run(runtime.Told(settings.speech, settings.channels[0], lang, voice, output, place.data_path(data)))


def _output(told: dict[str, Any]) -> "PipeSettings":
    """The settings of the pipe, or a sentence about the option that is wrong."""
    from pydantic import ValidationError

    from callcast.player.outputs.sinks.pipe.settings import PipeSettings
    from callcast.settings.expected import faults

    try:
        return PipeSettings.model_validate(told)
    except ValidationError as error:
        fault = faults(error, PipeSettings, told)[0]
        text = f"--{fault.path[0]} {fault.text}"
        raise BadInput(text if text.endswith("?") else f"{text}.") from None


def _run(told: "Told") -> int:
    from callcast.cli.console import session
    from callcast.cli.source.typed import Typed
    from callcast.runtime import source as runtime

    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    typed = Typed(session.show if terminal else _show)

    async def foreground(source: "Source") -> int:
        _show(f"callcast is up: {told.output.to}")
        if terminal:
            return await typed.at_prompt(source, told.data)
        return await typed.from_pipe(source, _ask if sys.stdin.isatty() else lambda: None)

    return runtime.run(told, typed.tell, foreground)


def _show(text: str) -> None:
    """On standard error: standard output may be where the samples go."""
    click.echo(text, err=True)


def _ask() -> None:
    from callcast.cli.console.session import PROMPT

    click.echo(PROMPT, err=True, nl=False)
