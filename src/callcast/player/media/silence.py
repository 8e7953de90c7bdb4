"""The packet that says nothing."""

from functools import cache

import numpy as np

from callcast.player.media.codec import code, encoder
from callcast.player.media.profile import Profile


@cache
def silence(profile: Profile) -> bytes:
    """The packet of one frame of digital silence after silence; sent whenever nothing else is due."""
    return code(np.zeros(4 * profile.frame, np.int16), profile)[-1]


@cache
def config(profile: Profile) -> bytes:
    """AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) for the `config=` of RFC 3640; empty for all but AAC."""
    return bytes(encoder(profile).extradata or b"") if profile.codec == "aac" else b""
