"""What an ffmpeg was built with, and what of that is needed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from callcast.player.outputs.sinks.ffmpeg.destination import Destination
from callcast.player.outputs.sinks.ffmpeg.nut import FORMAT

_RULE = re.compile(r"^ -+$", re.MULTILINE)
"""What stands between the key to a list and the list."""


@dataclass(frozen=True)
class Abilities:
    """By ffmpeg's names: muxers, encoders, demuxers, and protocols that it can read by and write by."""

    muxers: frozenset[str]
    encoders: frozenset[str]
    inputs: frozenset[str]
    outputs: frozenset[str]
    demuxers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Needs:
    """What a task asks of an ffmpeg; empty tuples ask for nothing."""

    muxers: tuple[str, ...] = ()
    encoders: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    demuxers: tuple[str, ...] = ()

    def missing(self, have: Abilities) -> Iterator[str]:
        """What of it is not there, such as "the encoder libx264"."""
        for kind, wanted, there in (
            ("muxer", self.muxers, have.muxers),
            ("encoder", self.encoders, have.encoders),
            ("demuxer", self.demuxers, have.demuxers),
            ("protocol", self.inputs, have.inputs),
            ("protocol", self.outputs, have.outputs),
        ):
            yield from (f"the {kind} {name}" for name in wanted if name not in there)


def needs(to: Destination, codec: str, input_protocol: str, *, picture: bool = False) -> Needs:
    """What it takes to publish there with that encoder, and a picture."""
    return Needs((to.way.muxer,), (codec,), (input_protocol,), (to.way.protocol,), (FORMAT,) if picture else ())


def listed(text: str) -> frozenset[str]:
    """The names in what `ffmpeg -muxers` or `-encoders` prints; aliases stand with commas between."""
    rows = (line.split() for line in _RULE.split(text)[-1].splitlines())
    return frozenset(name for row in rows if len(row) > 1 for name in row[1].split(","))


def protocols(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The protocols to read by and to write by, in what `ffmpeg -protocols` prints."""
    _, _, body = text.partition("Input:")
    inputs, _, outputs = body.partition("Output:")
    return frozenset(inputs.split()), frozenset(outputs.split())
