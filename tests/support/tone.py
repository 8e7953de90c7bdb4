"""A test tone, coded in every profile: what a channel would send, over and over."""

from fractions import Fraction
from functools import cache

import av
import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE
from callcast.player.media.profile import Profile

FORMATS = {"aac": "fltp", "libopus": "s16", "pcm_alaw": "s16", "pcm_mulaw": "s16"}
RAW = {"pcm_s16be": ">i2", "pcm_s16le": "<i2"}


def samples(seconds: float, rate: int) -> NDArray[np.int16]:
    """A tone that sounds for 0.6 s of every second; shape (n,)."""
    time = np.arange(int(seconds * rate)) / rate
    sound = 0.3 * np.sin(2 * np.pi * 440 * time) * ((time % 1) < 0.6)
    pcm: NDArray[np.int16] = (sound * 32767).astype(np.int16)
    return pcm


@cache
def packets(profile: Profile, seconds: float = 4.0) -> tuple[bytes, ...]:
    """Coded frames of the tone, one packet each."""
    pcm = samples(seconds, profile.rate)
    frames = [pcm[i : i + profile.frame] for i in range(0, len(pcm) - profile.frame, profile.frame)]
    if profile.codec in RAW:
        return tuple(frame.astype(RAW[profile.codec]).tobytes() for frame in frames)
    coder = av.CodecContext.create(profile.codec, "w")
    assert isinstance(coder, av.AudioCodecContext)
    coder.sample_rate, coder.layout, coder.format = profile.rate, "mono", FORMATS[profile.codec]
    coder.bit_rate, coder.time_base = profile.bit_rate, Fraction(1, profile.rate)
    coder.open()
    coded: list[bytes] = []
    for number, frame in enumerate(frames):
        data = frame.astype(np.float32) / 32768 if FORMATS[profile.codec] == "fltp" else frame
        sound = av.AudioFrame.from_ndarray(data.reshape(1, -1).copy(), format=FORMATS[profile.codec], layout="mono")
        sound.sample_rate, sound.pts = profile.rate, number * profile.frame
        coded += [bytes(packet) for packet in coder.encode(sound)]
    assert RATE % profile.rate == 0
    return tuple(coded)
