"""What engines do alike that take plain text alone: voices from a table, a test, what there is to say."""

from collections.abc import Mapping, Sequence

from callcast.player.speech.engine import Engine, Request, Voice
from callcast.player.speech.errors import EmptyAudio, EngineError, EngineFailed, EngineUnavailable


def voices(table: Mapping[str, Sequence[str]]) -> list[Voice]:
    """Those of a table, voice -> languages."""
    return [Voice(name, tuple(languages)) for name, languages in table.items()]


def tried(engine: Engine) -> None:
    """Have its first voice say a word; `EngineUnavailable` when it cannot."""
    first = engine.voices()[0]
    try:
        for _ in engine.synthesize(Request("1", first.name, first.languages[0])).blocks:
            pass
    except EngineUnavailable:
        raise
    except EngineError as error:
        raise EngineUnavailable(engine.name, f"its test failed: {error.reason}") from error


def line(engine: str, request: Request, known: Mapping[str, object]) -> str:
    """The text of `request` without what cannot be printed, for one of the voices `known`.

    Raises `EngineFailed` when it asks for another, `EmptyAudio` when nothing is left of the text.
    """
    if request.voice not in known:
        raise EngineFailed(engine, f'it has no voice "{request.voice}"')
    text = "".join(char if char.isprintable() else " " for char in request.text).strip()
    if not text:
        raise EmptyAudio(engine, "there is nothing to speak")
    return text
