"""A recording of a pack, as sound."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE
from callcast.player.media.level import SILENCE
from callcast.player.speech.errors import PackError

MAX_SECONDS = 60
"""Of a recording."""


def load(pack: str, path: Path) -> NDArray[np.float32]:
    """The sound of the file at `path`, shape (n,), mono, full scale 1.0, at `RATE`. `PackError` when there is none."""
    samples = _decoded(pack, path)
    if not len(samples) or not np.isfinite(samples).all() or float(np.abs(samples).max()) < SILENCE:
        raise PackError(pack, f'nothing can be heard in its recording "{path.name}"; record it again')
    return samples


def _decoded(pack: str, path: Path) -> NDArray[np.float32]:
    """No more of it than is allowed, however long it is."""
    import av

    parts: list[NDArray[np.float32]] = []
    count = 0
    try:
        with av.open(str(path)) as container:
            resampler = av.AudioResampler("flt", "mono", RATE)
            for frame in container.decode(container.streams.audio[:1]) if container.streams.audio else ():
                assert isinstance(frame, av.AudioFrame)  # from a stream of audio
                parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
                count += frame.samples * RATE // frame.sample_rate
                if count > MAX_SECONDS * RATE:
                    long = f'its recording "{path.name}" is longer than {MAX_SECONDS} s; cut it, or record it again'
                    raise PackError(pack, long)
            parts += [part.to_ndarray()[0] for part in resampler.resample(None)] if parts else []
    except (av.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PackError(pack, f'its recording "{path.name}" is no sound ({reason}); record it again') from None
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)
