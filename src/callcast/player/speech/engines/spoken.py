"""What engines do alike with a request."""

from callcast.player.speech.engine import Request
from callcast.player.speech.engines.phonemes.pieces import HasRecording, Piece, Reader, pieces
from callcast.player.speech.errors import EmptyAudio
from callcast.wording.segment import Recording
from callcast.wording.spoken import Words


def pieces_of(request: Request, reader: Reader, most: int, engine: str) -> list[Piece]:
    """`request` in phonemes; see `pieces`. `EmptyAudio` when nothing in it can be said, or there is a recording."""
    try:
        found = pieces(request.spoken or (Words(request.text),), reader, most)
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
    text = "".join(char if char.isprintable() else " " for char in request.text).strip()
    if not any(map(str.isalnum, text)):
        raise nothing(engine, request)
    return text


def nothing(engine: str, request: Request) -> EmptyAudio:
    """It has no sound for what was asked."""
    return EmptyAudio(engine, f'it has no words for "{request.text[:40]}"')


def _no_recording(engine: str, name: str) -> EmptyAudio:
    return EmptyAudio(engine, f'only a voice pack has recordings, such as "{name[:40]}"')
