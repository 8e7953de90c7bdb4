"""What engines do alike with a request."""

from collections.abc import Mapping
from typing import TypeVar

from callcast import extras
from callcast.player.speech.engine import Engine, Request
from callcast.player.speech.engines.phonemes.pieces import HasRecording, Piece, Reader, pieces
from callcast.player.speech.errors import EmptyAudio, EngineFailed, EngineUnavailable
from callcast.wording.customs import Customs
from callcast.wording.free import segments
from callcast.wording.plain import plain
from callcast.wording.reading import read
from callcast.wording.segment import Recording
from callcast.wording.spoken import Spoken

T = TypeVar("T")


def chosen(voices: Mapping[str, T], request: Request, engine: str) -> T:
    """The voice that `request` asks for; `EngineFailed` when there is no such."""
    if request.voice not in voices:
        raise EngineFailed(engine, f'it has no voice "{request.voice}"')
    return voices[request.voice]


def spoken_of(request: Request) -> tuple[Spoken, ...]:
    """What is to be said; of one that comes as text alone, as that is read."""
    return request.spoken or read(segments(request.text, request.language), request.language, Customs())


def sounds(engine: Engine) -> bool:
    """Whether its first voice gives sound for a word."""
    first = engine.voices()[0]
    return any(engine.synthesize(Request("1", first.name, first.languages[0])).blocks)


def pieces_of(request: Request, reader: Reader, most: int, engine: str) -> list[Piece]:
    """`request` in phonemes; see `pieces`. `EmptyAudio` when nothing in it can be said, or there is a recording."""
    try:
        found = pieces(spoken_of(request), reader, most)
    except HasRecording as error:
        raise _no_recording(engine, error.name) from None
    if not any(isinstance(piece, str) for piece in found):
        raise nothing(engine, request)
    return found


def text_of(request: Request, engine: str) -> str:
    """`request` as a line of text, without what cannot be printed; `EmptyAudio` as above."""
    for segment in request.spoken:
        if isinstance(segment, Recording):
            raise _no_recording(engine, segment.name)
    written = request.text if request.spoken else plain(spoken_of(request), request.language)
    text = "".join(char if char.isprintable() else " " for char in written).strip()
    if not any(map(str.isalnum, text)):
        raise nothing(engine, request)
    return text


def missing(engine: str, error: ImportError) -> EngineUnavailable:
    """It cannot start without a package; the extra of its name adds it."""
    return EngineUnavailable(engine, f"the package {error.name} is missing; {extras.install(engine)}")


def nothing(engine: str, request: Request) -> EmptyAudio:
    """It has no sound for what was asked."""
    return EmptyAudio(engine, f'it has no words for "{request.text[:40]}"')


def _no_recording(engine: str, name: str) -> EmptyAudio:
    return EmptyAudio(engine, f'only a voice pack has recordings, such as "{name[:40]}"')
