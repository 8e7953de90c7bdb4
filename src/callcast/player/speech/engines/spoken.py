"""What engines do alike with a request."""

from callcast import extras
from callcast.player.speech.engine import Request
from callcast.player.speech.engines.phonemes.pieces import HasRecording, Piece, Reader, pieces
from callcast.player.speech.errors import EmptyAudio, EngineUnavailable
from callcast.wording.customs import Customs
from callcast.wording.free import segments
from callcast.wording.plain import plain
from callcast.wording.reading import read
from callcast.wording.segment import Recording
from callcast.wording.spoken import Spoken


def pieces_of(request: Request, reader: Reader, most: int, engine: str) -> list[Piece]:
    """`request` in phonemes; see `pieces`. `EmptyAudio` when nothing in it can be said, or there is a recording."""
    try:
        found = pieces(request.spoken or _read(request), reader, most)
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
    written = request.text if request.spoken else plain(_read(request), request.language)
    text = "".join(char if char.isprintable() else " " for char in written).strip()
    if not any(map(str.isalnum, text)):
        raise nothing(engine, request)
    return text


def _read(request: Request) -> tuple[Spoken, ...]:
    """Of one that comes as text alone."""
    return read(segments(request.text, request.language), request.language, Customs())


def missing(engine: str, error: ImportError) -> EngineUnavailable:
    """It cannot start without a package; the extra of its name adds it."""
    return EngineUnavailable(engine, f"the package {error.name} is missing; {extras.install(engine)}")


def nothing(engine: str, request: Request) -> EmptyAudio:
    """It has no sound for what was asked."""
    return EmptyAudio(engine, f'it has no words for "{request.text[:40]}"')


def _no_recording(engine: str, name: str) -> EmptyAudio:
    return EmptyAudio(engine, f'only a voice pack has recordings, such as "{name[:40]}"')
