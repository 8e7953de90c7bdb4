"""A line typed at the prompt, understood."""

import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

from callcast.cli.words import tags

Action = Literal["cancel", "repeat"]

HELP = """\
Type a text and press Enter: it is spoken on every channel.
  /call KIND [NUMBER [PLACE]] [in TAG,TAG]
                          speak a template: /call counter A012 3 in zh-TW,en
  /cancel [NUMBER|last]   do not say it, or stop saying it
  /repeat [NUMBER|last]   say it again
  /list                   the last announcements and what became of them
  /channels               the channels, their addresses and listeners
  /say TEXT               speak TEXT whatever it is: /say q, /say /list
  /help                   this
  q                       quit (Ctrl-D too); at the prompt of "callcast run" that ends all channels"""


@dataclass(frozen=True)
class Speak:
    """Say `text`."""

    text: str


@dataclass(frozen=True)
class Call:
    """Say the template `kind` for a number and a place, in `langs` or in those of each channel."""

    kind: str
    number: str = ""
    place: str = ""
    langs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Act:
    """Cancel or repeat the announcement that `which` (a number, an id, or "last") names."""

    action: Action
    which: str


@dataclass(frozen=True)
class Show:
    """Show something."""

    what: Literal["list", "channels", "help"]


@dataclass(frozen=True)
class Quit:
    """Leave the console."""


@dataclass(frozen=True)
class Nothing:
    """An empty line, or one that is not understood; `complaint` says why."""

    complaint: str = ""


Line: TypeAlias = Speak | Call | Act | Show | Quit | Nothing


def parse(line: str) -> Line:
    """What `line` asks for. Any text is understood; full-width `ｑ` and `／` count as `q` and `/`."""
    text = line.strip()
    plain = unicodedata.normalize("NFKC", text)
    if plain.casefold() == "q":
        return Quit()
    if not plain.startswith("/"):
        return Speak(text) if text else Nothing()
    word, _, rest = plain.partition(" ")
    return _command(word.casefold(), rest.strip())


def _command(word: str, rest: str) -> Line:
    if word == "/say":
        return Speak(rest) if rest else Nothing("Give what to say, as in: /say q")
    if word == "/call":
        return _call(rest)
    if word in ("/list", "/channels", "/help") and not rest:
        return Show("list" if word == "/list" else "channels" if word == "/channels" else "help")
    if word in ("/cancel", "/repeat") and len(rest.split()) < 2:
        return Act("cancel" if word == "/cancel" else "repeat", rest or "last")
    return Nothing(f'"{word[:40]}" is not understood; /help lists the commands, and "/say {word[:40]}" speaks it.')


def _call(rest: str) -> Line:
    said = rest.split()
    langs: tuple[str, ...] = ()
    if len(said) > 2 and said[-2].casefold() == "in":
        langs = tuple(tags(said[-1]))
        said = said[:-2]
    if not said:
        return Nothing("Give the template, the number and the place, as in: /call counter A012 3")
    kind, number, *place = [*said, ""] if len(said) == 1 else said
    return Call(kind, number, " ".join(place), langs)
