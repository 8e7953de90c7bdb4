"""What an output of kind `ffmpeg` can be told."""

from typing import Literal

from pydantic import ConfigDict, Field

from callcast.player.media.profile import PCM_RATES, Sample
from callcast.player.outputs.sinks.settings import SinkSettings


class FfmpegSettings(SinkSettings):
    """`[[channels.outputs]]` with `kind = "ffmpeg"`.

    `url` is where it publishes to; `program` the name or path of an ffmpeg, without: the one on the PATH, or of the
    package `imageio-ffmpeg`. Samples of `sample`, `rate` in Hz and `channels` go to it by a pipe of ours, or by
    `source`: a socket or pipe that others could read, too. `codec` is ffmpeg's name of an encoder, `bit_rate` in
    bit/s; `options` are more of ffmpeg's options for the output.
    """

    # What is wrong with a value is told without the value: it may be a URL with a password in it.
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    kind: Literal["ffmpeg"] = "ffmpeg"
    url: str = Field(min_length=1, repr=False)
    source: str | None = None
    program: str | None = None
    sample: Sample = "s16le"
    rate: int = Field(default=48_000, ge=PCM_RATES.start, le=PCM_RATES[-1], multiple_of=PCM_RATES.step)
    channels: int = Field(default=1, ge=1, le=8)
    codec: str = Field(default="aac", min_length=1)
    bit_rate: int | None = Field(default=None, gt=0)
    options: tuple[str, ...] = ()
