"""The words for a call, with places for what the call has."""

import re
from dataclasses import dataclass

from callcast.bus.messages import Call
from callcast.wording import free
from callcast.wording.errors import CallLacks, TemplateFault
from callcast.wording.segment import Segment

PLACEHOLDERS = ("number", "place", "counter", "room", "window", "name")


@dataclass(frozen=True)
class Template:
    """A template, as it was written."""

    text: str

    @classmethod
    def parse(cls, text: str) -> "Template":
        """Raises `TemplateFault`."""
        for name in re.findall(r"{(.*?)}", text):
            if name not in PLACEHOLDERS:
                raise TemplateFault(f"{{{name}}} is no placeholder; there are: {', '.join(PLACEHOLDERS)}.")
        return cls(text)

    def fill(self, call: Call, language: str) -> tuple[Segment, ...]:
        """What is said for `call` in `language`. Raises `CallLacks`."""
        return free.segments(self.shown(call, language), language)

    def shown(self, call: Call, language: str) -> str:
        """The same for people to read. Raises `CallLacks`."""

        def value(match: "re.Match[str]") -> str:
            name = match[1]
            key = name if name in ("number", "name") else "place"
            if not (found := getattr(call, key)):
                raise CallLacks(key, self.text)
            return str(found)

        return re.sub(r"{(.*?)}", value, self.text)
