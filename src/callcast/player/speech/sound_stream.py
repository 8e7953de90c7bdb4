"""Sound that another program or server gives, piece by piece: its kind found out, decoded, and bounded.

Only kinds that are recognised by their first bytes are decoded, by that decoder alone: libav's own guess would follow a
playlist to wherever it leads.
"""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from callcast.player.speech import wav_head
from callcast.player.speech.engine import Speech
from callcast.player.speech.errors import EmptyAudio, EngineFailed
from callcast.player.speech.protocol import MAX_SECONDS, RATES
from callcast.player.speech.wav_head import WavHead

MAX_BYTES = 2**27
"""Of an answer: ten minutes of stereo at 48 kHz, and some."""
_HEAD = 16
"""Bytes by which a kind is known."""
_PIECE = 2**15
_DAMAGED = 20
"""Packets, of 24 ms or so, that an answer may have which are no sound."""
_KINDS = ((b"OggS", "ogg"), (b"fLaC", "flac"), (b"ID3", "mp3"))


def kind(head: bytes, *, by_sync: bool = True) -> str | None:
    """libav's name of the container that begins with `head`, 12 bytes or more; None when it is none that we know.

    Without `by_sync`, not those that begin with nothing but eleven bits: raw samples may do so, too.
    """
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    for magic, name in _KINDS:
        if head.startswith(magic):
            return name
    if by_sync and len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "aac" if head[1] & 0xF6 == 0xF0 else "mp3"
    return None


def speech(engine: str, pieces: Iterable[bytes]) -> Speech:
    """What is in the file that comes in `pieces`, for `engine`; the first block as soon as it is there.

    Raises `EmptyAudio` when nothing comes, `EngineFailed` when it is no sound; so do the blocks, when it breaks off,
    or does not end. Then a generator of pieces is closed.
    """
    source = _Source(engine, pieces)
    with source.closed_if_it_fails():
        head = source.peek(_HEAD)
        if not head:
            raise EmptyAudio(engine, "nothing came where sound was to come")
        found = kind(head)
        if found is None:
            raise EngineFailed(engine, f"it gave {_like(head)}, not sound")
        if found == "wav":
            wav = source.wav_head()
            if wav.plain:
                return Speech(_believed(engine, wav.rate), _bounded(source, wav.rate, _samples(source, wav)))
        return _decoded(source, found)


def raw(engine: str, rate: int, pieces: Iterable[bytes]) -> Speech:
    """As `speech`, for samples without a head at `rate` Hz, mono, 16 bit little-endian; a file is taken as one."""
    source = _Source(engine, pieces)
    with source.closed_if_it_fails():
        head = source.peek(_HEAD)
        if kind(head, by_sync=False) is not None:
            return speech(engine, source.rest())
        if not head:
            raise EmptyAudio(engine, "nothing came where sound was to come")
        return Speech(rate, _bounded(source, rate, source.rest()))


def read(path: Path) -> Iterator[bytes]:
    """The pieces of a file."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


class _Source:
    """The pieces as a file that is read once, from the front, as libav wants it."""

    def __init__(self, engine: str, pieces: Iterable[bytes]) -> None:
        self.engine = engine
        self._pieces = iter(pieces)
        self._ahead = bytearray()
        self._taken = 0

    @contextmanager
    def closed_if_it_fails(self) -> Iterator[None]:
        """Whoever gives the pieces is told at once that no more are wanted."""
        try:
            yield
        except BaseException:
            if isinstance(self._pieces, Generator):
                self._pieces.close()
            raise

    def _more(self) -> bool:
        for piece in self._pieces:
            self._taken += len(piece)
            if self._taken > MAX_BYTES:
                raise EngineFailed(self.engine, f"it gave more than {MAX_BYTES >> 20} MiB; texts are shorter")
            self._ahead += piece
            if piece:
                return True
        return False

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end; they are read again."""
        while len(self._ahead) < size and self._more():
            pass
        return bytes(self._ahead[:size])

    def read(self, size: int = -1) -> bytes:
        """At least one byte, none at the end, at most `size` if that is not negative."""
        if not self._ahead:
            self._more()
        piece = bytes(self._ahead if size < 0 else self._ahead[:size])
        del self._ahead[: len(piece)]
        return piece

    def rest(self) -> Iterator[bytes]:
        """All that is still to come."""
        while piece := self.read():
            yield piece

    def drain(self) -> None:
        """Read all that is still to come, so that whoever gives it can end in good order, or say that it did not."""
        for _ in self.rest():
            pass

    def wav_head(self) -> WavHead:
        """Of a WAV file; it is read again."""
        while True:
            try:
                found = wav_head.parse(bytes(self._ahead))
            except ValueError as error:
                raise EngineFailed(self.engine, str(error)) from error
            if found is not None:
                return found
            if not self._more():
                raise EngineFailed(self.engine, "its sound breaks off in its head")


def _samples(source: _Source, head: WavHead) -> Iterator[bytes]:
    """Of a plain WAV file: so many bytes as its head says, since notes may follow; up to the end where it does not."""
    source.read(head.begin)
    left = MAX_BYTES if head.size is None else head.size
    while left > 0 and (piece := source.read(left)):
        left -= len(piece)
        yield piece
    if left and head.size is not None:
        raise EngineFailed(source.engine, f"its sound breaks off: {left} of {head.size} bytes are missing")
    source.drain()


def _bounded(source: _Source, rate: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Whole samples, of at most `MAX_SECONDS`."""
    room, half = 2 * rate * MAX_SECONDS, b""
    with source.closed_if_it_fails():
        for piece in pieces:
            room -= len(piece)
            if room < 0:
                raise EngineFailed(source.engine, f"it speaks for more than {MAX_SECONDS} s")
            whole = half + piece
            cut = len(whole) - len(whole) % 2
            half = whole[cut:]
            if cut:
                yield whole[:cut]


def _believed(engine: str, rate: int) -> int:
    if rate not in RATES:
        raise EngineFailed(engine, f"its sound has {rate} samples a second; {RATES[0]} to {RATES[-1]} are taken")
    return rate


def _decoded(source: _Source, container: str) -> Speech:
    """By libav, which takes longer to load than most texts to speak."""
    import av

    try:
        opened: Any = av.open(source, format=container)
        stream = opened.streams.audio[0]
        rate = _believed(source.engine, stream.rate)
    except (av.FFmpegError, IndexError) as error:
        raise EngineFailed(source.engine, f"its sound cannot be read as {container}") from error
    return Speech(rate, _bounded(source, rate, _frames(source, opened, rate)))


def _frames(source: _Source, opened: Any, rate: int) -> Iterator[bytes]:
    """The sound that libav finds. Some servers put several files behind one another: what is between is left out."""
    import av

    resampler, damaged = av.AudioResampler("s16", "mono", rate), 0
    try:
        with opened:
            for packet in opened.demux(audio=0):
                try:
                    frames = packet.decode()
                except av.InvalidDataError:
                    damaged += 1
                    if damaged > _DAMAGED:
                        raise
                    continue
                for part in (part for frame in frames for part in resampler.resample(frame)):
                    yield part.to_ndarray().astype("<i2").tobytes()
            for part in resampler.resample(None):
                yield part.to_ndarray().astype("<i2").tobytes()
    except av.FFmpegError as error:
        raise EngineFailed(source.engine, "its sound breaks off or is damaged") from error
    source.drain()


def _like(head: bytes) -> str:
    """What begins with `head`, for a sentence; nothing of it is shown, it may hold a secret."""
    first = head.lstrip()[:1]
    if first == b"<":
        return "a web page"
    return "JSON" if first in (b"{", b"[") else "bytes of no kind that is known here"
