"""What the keys must be together, beyond what each must be alone."""

import os
import re
from collections.abc import Iterator, Sequence

from callcast.nearest import nearest
from callcast.player.board.names import SHIPPED
from callcast.player.board.settings import BoardSettings
from callcast.player.media.names import CHIMES, is_file
from callcast.player.outputs.sinks.pipe.place import STDOUT
from callcast.player.outputs.sinks.pipe.settings import PipeSettings
from callcast.settings.fault import Fault, quoted
from callcast.settings.model import ChannelSettings
from callcast.settings.shape import Steps

_CODES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv
    dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie
    ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv
    mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm
    rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr
    ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905 - a list of 184 literals would be no easier to read
)
"""ISO 639-1. Whether an engine speaks a language shows when it runs; whether it is one, already here."""

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


def faults(channels: Sequence[ChannelSettings], *, files: bool) -> Iterator[Fault]:
    """What is wrong with the channels, in their order; `files` that they name must be there."""
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
    first = re.split("[-_]", tag.lower())[0]
    return first in _CODES or len(first) == 3


def _language_text(tag: str) -> str:
    first = re.split("[-_]", tag.lower())[0]
    meant = _NAMES.get(nearest(first, _NAMES) or "")
    hint = f"did you mean {quoted(meant)}?" if meant else 'write a language tag such as "zh-TW" or "en"'
    return f"is {quoted(tag)}, which is no language; {hint}"
