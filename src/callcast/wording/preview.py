"""What will be said, for a person to see before anyone hears it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from callcast.bus.messages import Call
from callcast.wording import free, templates
from callcast.wording.customs import Customs
from callcast.wording.plain import plain
from callcast.wording.reading import read
from callcast.wording.segment import Segment
from callcast.wording.template import Template
from callcast.wording.templates import Kind

_KIND = re.compile(r"[a-z_-]*")


@dataclass(frozen=True)
class Preview:
    """`shown` is for a screen, `read` is the line as it will be said in `language`."""

    shown: str
    read: str
    language: str


@dataclass(frozen=True)
class Wording:
    """A site's own customs and templates, as its settings have them."""

    customs: Customs = field(default_factory=Customs)
    templates: Mapping[str, Mapping[Kind, str]] = field(default_factory=dict)

    def of_text(self, text: str, language: str) -> Preview:
        """Of free text."""
        return self._preview(" ".join(text.split()), free.segments(text, language), language)

    def of_template(self, template: str, call: Call, language: str) -> Preview:
        """Of `call` by a kind of template, or by a template itself: whatever is not one word in small letters.

        Raises `WordingError`.
        """
        if not _KIND.fullmatch(template):
            chosen = Template.parse(template)
        else:
            chosen = templates.of(template, language, self.templates)
        return self._preview(chosen.shown(call, language), chosen.fill(call, language), language)

    def _preview(self, shown: str, segments: tuple[Segment, ...], language: str) -> Preview:
        return Preview(shown, plain(read(segments, language, self.customs), language), language)
