"""One run of an encoder: samples at a profile's rate into packets, one a frame.

For splicing, packets must not depend on what the encoder coded long before. Two encoders needed care:

AAC (libavcodec). At a constant bit rate it never forgets: the greatest perceptual entropy so far steers every later
frame. At a constant quality (`qscale`) three memories are left, and each is dealt with:

- noise substitution draws from one random sequence: off;
- thresholds once raised for a very dense frame stay raised: `_PRIMING` raises all of them before anything else;
- the thresholds of the last short windows are kept until the next short windows: before each clip the encoder hears
  `MARK`, a burst above the cut-off, which makes it code short windows and of which nothing reaches the packets.

Opus (libopus). Variable rates, SILK, and the choice between SILK and CELT remember minutes. CELT alone (`lowdelay`) at
a constant rate forgets within 500 ms, the time of its blocker of direct current, but for the choice of how pulses are
spread, which complexity 2 does without. Its silence, which is padded to the constant rate, is cut to the three bytes
that matter (RFC 6716, 3.1 and 4.3.1).
"""

from typing import cast

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from numpy.typing import NDArray

from callcast.player.media.profile import AAC, OPUS, Profile

_QUALITY = 600
"""The psychoacoustic model then asks for all that it finds audible; `_AAC_BITS` is what limits the rate."""

_AAC_BITS = 120.0 / _QUALITY
"""Share of the bit rate to ask for, so that at `_QUALITY` the frames have the bits of that bit rate."""

_OPTIONS = {
    "aac": {
        "flags": "+qscale+bitexact",
        "global_quality": str(_QUALITY),
        "aac_coder": "fast",
        "aac_pns": "0",
        "cutoff": "16000",
    },
    "libopus": {"application": "lowdelay", "frame_duration": "20", "vbr": "off", "compression_level": "2"},
}
_SAMPLES = {"aac": "fltp", "libopus": "s16"}
_RAW = {"pcm_s16le": ("<i2", 1), "pcm_f32le": ("<f4", 32_768)}
"""What needs no encoder: the form of a sample, and what a 16 bit sample is divided by."""
_OPUS_SILENCE = b"\xf8\xff\xfe"


def _mark() -> NDArray[np.int16]:
    burst = np.zeros(AAC.frame, np.int16)
    burst[64:128] = np.round(100 * np.hanning(64) * (-1.0) ** np.arange(64))
    return burst


def _priming() -> NDArray[np.int16]:
    noise = np.random.RandomState(0).randint(-32_000, 32_001, 4 * AAC.frame)
    noise[: AAC.frame // 2] = 0
    around = np.zeros(2 * AAC.frame)
    return np.asarray(np.concatenate([around, noise, around]), np.int16)


MARK = _mark()
"""One frame, shape (1024,): what an AAC encoder hears before each clip. It is decoded as digital silence."""

BEFORE_MARK, AFTER_MARK = 2, 2
"""Frames of silence the mark needs on both sides, so that its short windows touch no clip."""

GUARD = {AAC.name: BEFORE_MARK + 1 + AFTER_MARK, OPUS.name: 25}
"""Least frames of silence between two clips, by profile, so that spliced sound is as near to a continuous run as it can
be: equal bit for bit in AAC, at most -30 dB apart in Opus. None are needed where there is no entry.

Clips closer than that have no click and no other fault: the second's first frames are coded as they are after a long
silence, where a continuous run would have chosen other quantisers.
"""

_PRIMING = _priming()
_LEAD_IN = {
    "aac": np.concatenate([_PRIMING, MARK, np.zeros(AFTER_MARK * AAC.frame, np.int16)]),
    "libopus": np.zeros(4 * OPUS.frame, np.int16),
}


def code(pcm: NDArray[np.int16], profile: Profile) -> tuple[bytes, ...]:
    """One packet for each frame of `pcm`, coded as after a long silence.

    `pcm` has shape (n * profile.frame,), at profile.rate. AAC and Opus overlap: packet k needs frame k and some of what
    precedes it, so sound that ends in frame k needs packet k + 1, and some frames of silence should follow it.
    """
    if profile.codec in _RAW:
        return _raw(pcm, profile)
    if profile.codec not in _OPTIONS:
        return _coded_singly(pcm, profile)
    prefix = _LEAD_IN[profile.codec]
    skip = len(prefix) // profile.frame
    packets = _run(np.concatenate([prefix, pcm]), profile)
    return packets[skip : skip + len(pcm) // profile.frame]


def encoder(profile: Profile) -> AudioCodecContext:
    """libavcodec's encoder for `profile`, open, with this room's settings."""
    context = cast("AudioCodecContext", av.CodecContext.create(profile.codec, "w"))
    context.sample_rate = profile.rate
    context.layout = "mono"
    context.format = _SAMPLES.get(profile.codec, "s16")
    context.bit_rate = round(profile.bit_rate * (_AAC_BITS if profile.codec == "aac" else 1))
    context.options = _OPTIONS.get(profile.codec, {})
    context.open()
    return context


def _run(pcm: NDArray[np.int16], profile: Profile) -> tuple[bytes, ...]:
    context = encoder(profile)
    # the encoder looks one frame ahead: two more keep the end from being special
    row = np.concatenate([pcm, np.zeros(2 * profile.frame, np.int16)]).reshape(1, -1)
    form = _SAMPLES[profile.codec]
    data = (row / 32_768).astype(np.float32) if form == "fltp" else row
    frame = av.AudioFrame.from_ndarray(data, format=form, layout="mono")
    frame.sample_rate = profile.rate
    packets = (bytes(packet) for packet in (*context.encode(frame), *context.encode(None)))
    return tuple(_short(packet) for packet in packets) if profile.codec == "libopus" else tuple(packets)


def _short(packet: bytes) -> bytes:
    silent = packet.startswith(_OPUS_SILENCE) and not any(packet[len(_OPUS_SILENCE) :])
    return _OPUS_SILENCE if silent else packet


def _coded_singly(pcm: NDArray[np.int16], profile: Profile) -> tuple[bytes, ...]:
    if not len(pcm):
        return ()
    context = encoder(profile)
    frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = profile.rate
    data = b"".join(bytes(packet) for packet in (*context.encode(frame), *context.encode(None)))
    size = len(data) * profile.frame // len(pcm)
    return tuple(data[start : start + size] for start in range(0, len(data), size))


def _raw(pcm: NDArray[np.int16], profile: Profile) -> tuple[bytes, ...]:
    form, scale = _RAW[profile.codec]
    samples = pcm if scale == 1 else pcm / np.float32(scale)
    data = np.repeat(samples, profile.channels).astype(form).tobytes()
    size = np.dtype(form).itemsize * profile.channels * profile.frame
    return tuple(data[start : start + size] for start in range(0, len(data), size))
