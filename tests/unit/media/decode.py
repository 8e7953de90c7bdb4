"""What a receiver hears."""

from collections.abc import Sequence
from typing import cast

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from numpy.typing import NDArray

from callcast.player.media.profile import Profile
from callcast.player.media.silence import config


def decode(packets: Sequence[bytes], profile: Profile) -> NDArray[np.float64]:
    """Samples at profile.rate, full scale 32,768; sample k of AAC is one frame late, by the overlap."""
    context = cast("AudioCodecContext", av.CodecContext.create(profile.codec, "r"))
    context.sample_rate = profile.rate
    context.layout = "mono"
    if config(profile):
        context.extradata = config(profile)
    parts = [frame.to_ndarray().ravel() for packet in packets for frame in context.decode(av.Packet(packet))]
    scale = 32_768 if parts[0].dtype.kind == "f" else 1
    return np.asarray(np.concatenate(parts) * float(scale), np.float64)
