"""The room's slice of the settings: a part of `[speech]`."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from callcast.wording.template import Template
from callcast.wording.templates import Kind


def _right(text: str) -> str:
    return Template.parse(text).text


TemplateText: TypeAlias = Annotated[str, AfterValidator(_right)]
TemplateTexts: TypeAlias = dict[Kind, TemplateText]
"""`[speech.templates.TAG]`: a site's own templates in one language."""
