"""The templates: those that come with Callcast, and a site's own."""

from collections.abc import Mapping
from typing import Literal, get_args

from callcast.tags import lookup
from callcast.wording.errors import LanguageUntold
from callcast.wording.template import Template

Kind = Literal["counter", "room", "window", "pick-up", "missed", "closing", "emergency"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Own = Mapping[str, Mapping[str, str]]
"""A site's own templates: language -> kind -> text."""

_SHIPPED: dict[str, dict[str, str]] = {
    "zh-TW": {"counter": "請 {number} 號到 {counter}"},
    "en": {"counter": "Number {number}, please go to {counter}."},
}


def of(kind: str, language: str, own: Own) -> Template:
    """The template of that kind in that language, the site's own one first. Raises `LanguageUntold`."""
    for texts in (own, _SHIPPED):
        tag = lookup(language, [tag for tag in texts if kind in texts[tag]])
        if tag:
            return Template.parse(texts[tag][kind])
    raise LanguageUntold(kind, language)
