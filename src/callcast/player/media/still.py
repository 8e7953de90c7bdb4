"""A picture of a video as a JPEG."""

import av
import numpy as np

from callcast.player.media.gop import Gop, GopProfile, encode
from callcast.player.media.picture import Picture


def jpeg(gop: Gop) -> bytes:
    """What is seen of `gop`, in its size. It takes some 30 ms at 720p: not for the event loop.

    It is made of the coded picture, so that nobody must keep the pixels of every board for those who may ask.
    """
    profile = gop.profile
    if profile.codec == "mjpeg":
        return gop.packets[0]
    decoder = av.CodecContext.create("h264", "r")
    (frame,) = [*decoder.decode(av.Packet(gop.packets[0])), *decoder.decode(None)]
    assert isinstance(frame, av.VideoFrame)
    rgb = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
    still = GopProfile(profile.name, profile.width, profile.height, profile.fps, "mjpeg")
    return encode(Picture(profile.width, profile.height, rgb.tobytes()), still).packets[0]
