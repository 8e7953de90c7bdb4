"""ffmpeg's command line for sound in, encoded sound out, and beside it the picture as it is."""

from dataclasses import dataclass

from callcast.player.media.profile import Sample
from callcast.player.outputs.sinks.ffmpeg.destination import Destination
from callcast.player.outputs.sinks.ffmpeg.nut import FORMAT

STATS = 0.5
"""Seconds between two reports of progress."""


STDIN = "pipe:0"
"""ffmpeg's word for its standard input."""


@dataclass(frozen=True)
class Sound:
    """What goes in: raw samples at `rate` Hz, interleaved where there are several `channels`."""

    sample: Sample = "s16le"
    rate: int = 24_000
    channels: int = 1

    @property
    def bytes(self) -> int:
        """Of one sample of all channels."""
        return self.channels * (4 if self.sample == "f32le" else 2)


@dataclass(frozen=True)
class Coding:
    """What comes out: by ffmpeg's name of an encoder; `bit_rate` in bit/s, None for the encoder's own; more options."""

    codec: str = "aac"
    bit_rate: int | None = None
    options: tuple[str, ...] = ()


def arguments(source: str, sound: Sound, coding: Coding, to: Destination, *, picture: bool = False) -> tuple[str, ...]:
    """ffmpeg's arguments for carrying `source`, an input as ffmpeg writes it, without delay.

    It has samples of `sound`, or with a `picture` both in a container. No `-re`: the source is paced already. Without
    probing the sound is there after 0.1 s instead of 1 s; with `-muxdelay 0 -flush_packets 1` each access unit leaves
    at once instead of eight together, and with `-max_interleave_delta` none waits for the next frame of the picture.
    """
    rate = ("-b:a", str(coding.bit_rate)) if coding.bit_rate else ()
    samples = ("-f", sound.sample, "-ar", str(sound.rate), "-ch_layout", f"{sound.channels}c")
    beside = ("-map", "0:a", "-map", "0:v", "-c:v", "copy", "-max_interleave_delta", "1") if picture else ()
    return (
        *("-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info"),
        *("-progress", "pipe:1", "-stats_period", f"{STATS:g}"),
        *("-probesize", "32", "-analyzeduration", "0"),
        *(("-f", FORMAT) if picture else samples),
        *("-i", source, *beside),
        *("-c:a", coding.codec, *rate, "-muxdelay", "0", "-flush_packets", "1", *to.way.options),
        *coding.options,  # the last word: ffmpeg takes the later of two
        *("-f", to.way.muxer, to.url),
    )
