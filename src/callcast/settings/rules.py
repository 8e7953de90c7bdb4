"""What the keys must be together, beyond what each must be alone."""

import os
import re
from collections.abc import Iterator, Sequence

from callcast import plugins
from callcast.extras import install, is_missing
from callcast.nearest import nearest
from callcast.player.board.names import SHIPPED
from callcast.player.board.settings import BoardSettings
from callcast.player.media.names import CHIMES, is_file
from callcast.player.outputs.sinks.pipe.place import STDOUT
from callcast.player.outputs.sinks.pipe.settings import PipeSettings
from callcast.player.speech import installed
from callcast.player.speech.chain import member
from callcast.player.speech.settings import SpeechSettings
from callcast.settings.fault import Fault, quoted
from callcast.settings.model import ChannelSettings, Settings
from callcast.settings.shape import Steps
from callcast.tags import CODES

ENGINES = "callcast.engines"

_STDOUT_TEXT = 'is "stdout:", which a server has not; take a socket, or "callcast source --to stdout:"'

_NAMES = {
    "cantonese": "zh-HK",
    "chinese": "zh-TW",
    "english": "en",
    "french": "fr",
    "german": "de",
    "japanese": "ja",
    "korean": "ko",
    "mandarin": "zh-TW",
    "spanish": "es",
    "taiwanese": "nan",
    "vietnamese": "vi",
}


def faults(settings: Settings, *, files: bool) -> Iterator[Fault]:
    """What is wrong with the engines and the channels, in their order; `files` that they name must be there."""
    yield from _speech_faults(settings.speech, files)
    speech = settings.speech
    own = installed.engines(speech) if speech.engines is not None else plugins.names(ENGINES)
    for number, channel in enumerate(settings.channels):
        if channel.voice and (wrong := _voice_text(channel.voice, own)):
            yield Fault(("channels", number, "voice"), wrong)
    yield from _channel_faults(settings.channels, files)


def _speech_faults(speech: SpeechSettings, files: bool) -> Iterator[Fault]:
    for place, engine in enumerate(speech.engines or ()):
        if wrong := _engine_text(engine, files):
            yield Fault(("speech", "engines", place), wrong)
    named = (*(speech.engines or ()), *plugins.names(ENGINES))
    for tag, names in speech.chains.items():
        if not _is_language(tag):
            yield Fault(("speech", "chains", tag), _language_text(tag))
        for place, name in enumerate(names):
            if wrong := _engine_text(member(name, named).engine, files):
                yield Fault(("speech", "chains", tag, place), wrong)
    for tag in speech.templates:
        if not _is_language(tag):
            yield Fault(("speech", "templates", tag), _language_text(tag))


def _channel_faults(channels: Sequence[ChannelSettings], files: bool) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for number, channel in enumerate(channels):
        if channel.id in seen:
            text = f"is {quoted(channel.id)} like that of number {seen[channel.id] + 1}, but must be its own"
            yield Fault(("channels", number, "id"), text)
        seen.setdefault(channel.id, number)
        for place, tag in enumerate(channel.languages):
            if not _is_language(tag):
                yield Fault(("channels", number, "languages", place), _language_text(tag))
        if channel.chime != "none" and (wrong := _chime_text(channel.chime, files)):
            yield Fault(("channels", number, "chime"), wrong)
        if channel.board is not None and files:
            yield from _board_faults(channel.board, ("channels", number, "board"))
        for place, output in enumerate(channel.outputs):
            if isinstance(output, PipeSettings) and output.place == STDOUT:
                yield Fault(("channels", number, "outputs", place, "to"), _STDOUT_TEXT)


def _engine_text(engine: str, files: bool) -> str | None:
    """What is wrong with the name of an engine; one that is written `module:Class` shows when it starts."""
    known = plugins.names(ENGINES)
    if ":" in engine:
        return None
    if engine not in known:
        meant = nearest(engine, known)
        hint = f"did you mean {quoted(meant)}?" if meant else f"there are: {', '.join(known)}"
        return f"is {quoted(engine)}, which is no engine; {hint}"
    if files and is_missing(engine):
        return f"is {quoted(engine)}, which is not installed; add it by {install(engine)}"
    return None


def _voice_text(voice: str, engines: Sequence[str]) -> str | None:
    """What is wrong with the engine of a voice; whether that has the voice shows when it runs."""
    if any(voice.startswith(f"{engine}:") for engine in engines):
        return None
    engine, _, name = voice.partition(":")
    text = f'is {quoted(voice)}, and "engines" in [speech] has no {quoted(engine)}'
    if engine in plugins.names(ENGINES):
        return f"{text}; add it there"
    meant = nearest(engine, engines)
    hint = f"did you mean {quoted(f'{meant}:{name}')}?" if meant else f"there are: {', '.join(engines)}"
    return f"{text}; {hint}"


def _board_faults(board: BoardSettings, path: Steps) -> Iterator[Fault]:
    """Pictures and layouts that are not there; what is in them shows when they are read."""
    for key, names in board.files.items():
        for name in names:
            if not os.path.isfile(name):  # noqa: PTH113 - False, too, for what is no path
                yield Fault((*path, key), f"is {quoted(name)}, but there is no such file; give the path of a picture")
    if board.layout not in SHIPPED and not os.path.isfile(board.layout):  # noqa: PTH113
        meant = nearest(board.layout, SHIPPED)
        hint = f"did you mean {quoted(meant)}?" if meant else f"there are {', '.join(SHIPPED)}, or give a file's path"
        yield Fault((*path, "layout"), f"is {quoted(board.layout)}, which is no layout; {hint}")


def _chime_text(chime: str, files: bool) -> str | None:
    """What is wrong with it, as far as shows without listening to it."""
    if is_file(chime):
        missing = f"is {quoted(chime)}, but there is no such file; give the path of a sound file"
        return None if not files or os.path.isfile(chime) else missing  # noqa: PTH113 - False, too, for what is no path
    if chime in CHIMES:
        return None
    meant = nearest(chime, CHIMES)
    hint = f"did you mean {quoted(meant)}?" if meant else f"there are: none, {', '.join(CHIMES)}"
    return f"is {quoted(chime)}, which is no chime; {hint}"


def _is_language(tag: str) -> bool:
    """Whether an engine speaks it shows when that runs."""
    first = re.split("[-_]", tag.lower())[0]
    return first in CODES or len(first) == 3


def _language_text(tag: str) -> str:
    first = re.split("[-_]", tag.lower())[0]
    meant = _NAMES.get(nearest(first, _NAMES) or "")
    hint = f"did you mean {quoted(meant)}?" if meant else 'write a language tag such as "zh-TW" or "en"'
    return f"is {quoted(tag)}, which is no language; {hint}"
