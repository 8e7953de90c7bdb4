"""The words for a call, with places for what the call has: "請 {number} 號到 {counter}"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from callcast.bus.messages import Call
from callcast.nearest import nearest
from callcast.wording import code, free
from callcast.wording.characters import flat, unspaced
from callcast.wording.errors import CallLacks, TemplateFault
from callcast.wording.place import NOUNS, Place
from callcast.wording.segment import Break, Recording, Segment

PLACEHOLDERS = ("number", "name", "place", "counter", "room", "window", "break:MS", "clip:NAME")
LONGEST_BREAK = 5000
"""Milliseconds."""
LONGEST = 500
"""Characters of a template."""

_PART = re.compile(r"\{([^{}]*)\}")
_CLIP = re.compile(r"\w[\w.-]{0,63}")


@dataclass(frozen=True)
class Template:
    """A template as it was written, which is right; `parse` makes it."""

    text: str

    @classmethod
    def parse(cls, text: str) -> "Template":
        """`text` as a template. Raises `TemplateFault`."""
        if len(text) > LONGEST:
            raise TemplateFault(f"The template has {len(text)} characters and the limit is {LONGEST}; shorten it.")
        if not text.strip():
            raise TemplateFault('The template is empty; write what is to be said, such as "{number}".')
        if stray := re.search(r"[{}]", _PART.sub("", text)):
            other = "}" if stray[0] == "{" else "{"
            raise TemplateFault(
                f'The template has a "{stray[0]}" without its "{other}"; write placeholders like {{number}}.'
            )
        for name in _PART.findall(text):
            _check(name)
        return cls(text)

    def fill(self, call: Call, language: str) -> tuple[Segment, ...]:
        """What is said for `call` in `language`. Raises `CallLacks`."""
        return tuple(one for part in self._parts() for one in self._said(part, call, language))

    def shown(self, call: Call, language: str) -> str:
        """The same for people to read. Raises `CallLacks`."""
        line = "".join(self._written(part, call, language) for part in self._parts())
        return unspaced(" ".join(line.split()))

    def _parts(self) -> Iterator[tuple[str, str]]:
        """Words and placeholders in turn: ("請 ", "number"), (" 號", "")."""
        pieces = _PART.split(self.text)
        yield from zip(pieces[::2], [*pieces[1::2], ""], strict=True)

    def _said(self, part: tuple[str, str], call: Call, language: str) -> Iterator[Segment]:
        words, name = part
        yield from free.segments(words, language) if words.strip() else ()
        kind, _, value = name.partition(":")
        if kind == "break":
            yield Break(int(value))
        elif kind == "clip":
            yield Recording(value)
        elif kind in NOUNS:
            yield from Place.parse(self._value("place", call), kind, language).segments(language)
        elif name:
            text = self._value(name, call)
            bare = code.bare(text) if name == "number" else None
            yield from code.segments(bare, language) if bare else free.segments(text, language)

    def _written(self, part: tuple[str, str], call: Call, language: str) -> str:
        words, name = part
        if name in NOUNS:
            return words + Place.parse(self._value("place", call), name, language).shown(language)
        if not name or ":" in name:
            return f"{words} " if name else words
        text = self._value(name, call)
        return words + ((code.bare(text) if name == "number" else None) or flat(text))

    def _value(self, name: str, call: Call) -> str:
        value = {"number": call.number, "place": call.place, "name": call.name}[name]
        if not value.strip():
            raise CallLacks(name, self.text)
        return value


def _check(name: str) -> None:
    """Raises `TemplateFault` for what is no placeholder."""
    kind, colon, value = name.partition(":")
    shown = f"{{{name[:40]}}}"
    if colon and kind == "break":
        if not (value.isascii() and value.isdigit() and 0 < int(value[:6]) <= LONGEST_BREAK):
            raise TemplateFault(f"{shown} is no break; write 1 to {LONGEST_BREAK} milliseconds, such as {{break:300}}.")
    elif colon and kind == "clip":
        if not _CLIP.fullmatch(value):
            raise TemplateFault(f"{shown} is no clip; write its name in the voice pack, such as {{clip:welcome}}.")
    elif colon or name not in PLACEHOLDERS:
        right = {one.partition(":")[0]: f"{{{one}}}" for one in PLACEHOLDERS}
        meant = nearest(kind, right)
        hint = f"did you mean {right[meant]}? There are" if meant else "there are"
        raise TemplateFault(f"{shown} is no placeholder; {hint}: {', '.join(right.values())}.")
