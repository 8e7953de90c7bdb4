"""`callcast publish`."""

import click


@click.command(
    short_help="Publish a socket or pipe with ffmpeg, for ever.",
    epilog="\b\nExamples:\n"
    "  callcast publish --from unix:/tmp/tts_audio.sock --to rtsp://localhost:8554/mystream\n"
    "  callcast source --to stdout: | callcast publish --from - --to rtmp://localhost/live/hall\n"
    "\n"
    "Exit code 1 when it was given up, 2 when it cannot begin.",
)
@click.option("--from", "from_", metavar="PLACE", required=True, help="unix:PATH, fifo:PATH, pipe:NAME, - (stdin).")
@click.option("--to", metavar="URL", required=True, help="rtsp://, rtsps://, rtmp://, rtmps://, srt:// or udp://.")
@click.option("--rate", type=click.IntRange(1, 384_000), default=24_000, show_default=True, help="Samples a second.")
@click.option("--channels", type=click.IntRange(1, 8), default=1, show_default=True, help="Interleaved.")
@click.option("--sample", type=click.Choice(["s16le", "f32le"]), default="s16le", show_default=True)
@click.option("--max-retries", type=click.IntRange(0), metavar="N", help="Give up after so many in a row.")
def publish(from_: str, to: str, rate: int, channels: int, sample: str, max_retries: int | None) -> None:
    """Publish the raw samples at PLACE to a server, by an ffmpeg that is started again whenever it ends.

    Either side may be started first, ended, and started again.
    """
    import asyncio
    import logging

    from callcast.cli.publish import publisher
    from callcast.player.outputs.sinks.ffmpeg.command import Sound
    from callcast.player.outputs.sinks.ffmpeg.destination import Destination
    from callcast.player.outputs.sinks.ffmpeg.source import Source
    from callcast.runtime.life import log_to_stderr

    log_to_stderr()
    # Why an ffmpeg ended is told in one line, when it did.
    logging.getLogger("callcast.player.outputs.sinks.ffmpeg.log").setLevel(logging.CRITICAL)
    source = None if from_ == "-" else Source.parse(from_)
    sound = Sound("f32le" if sample == "f32le" else "s16le", rate, channels)
    asyncio.run(publisher.publish(publisher.Task(source, sound, Destination.parse(to), max_retries)))
