"""What other programs write when they have spoken: a file."""

import wave
from pathlib import Path


def read(path: Path) -> tuple[int, bytes]:
    """Rate in Hz and PCM, mono, 16 bit little-endian, of a file of any kind; no bytes when there is no sound in it.

    `OSError` or `ValueError` when it is no file of sound.
    """
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getnchannels(), file.getsampwidth()) == (1, 2):
                return file.getframerate(), file.readframes(file.getnframes())
    except (wave.Error, EOFError):
        pass  # macOS writes AIFF, whatever the name says
    return _decoded(path)


def _decoded(path: Path) -> tuple[int, bytes]:
    """By libav, which takes longer to load than most texts to speak."""
    import av

    with av.open(str(path)) as container:
        rate = container.streams.audio[0].rate
        resampler = av.AudioResampler("s16", "mono", rate)
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        return rate, b"".join(part.to_ndarray().astype("<i2").tobytes() for part in frames)
