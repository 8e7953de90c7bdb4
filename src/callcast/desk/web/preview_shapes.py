"""What is asked about wording, and answered, as OpenAPI tells it."""

from pydantic import BaseModel, ConfigDict, Field

from callcast.bus.messages import Call
from callcast.desk.queueing.errors import RequestRefused
from callcast.desk.web.board_shapes import CallBody
from callcast.text import normalise
from callcast.wording.preview import Preview, Wording

TEXT_LIMIT = 10_000
"""Characters: the most that `speech.text_limit` can be."""


class PreviewBody(BaseModel):
    """A text, or a call by a template: one of the two."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    text: str | None = Field(None, examples=["請 A012 號到 3 號櫃檯"])
    template: str | None = Field(
        None, description="A kind, or a template itself.", examples=["counter", "請 {number} 號到 {counter}"]
    )
    call: CallBody | None = Field(None, description="What the template says.")
    lang: str | None = Field(None, description="BCP-47; the first channel's first when left out.", examples=["zh-TW"])

    def preview(self, wording: Wording, lang: str) -> Preview:
        """As it will be said, in `lang` where no other is asked for. Raises `CallcastError`."""
        lang = self.lang or lang
        if (self.text is None) == (self.template is None):
            raise RequestRefused("A preview is of a text or of a template; give one of the two.", "text")
        if self.template is None:
            return wording.of_text(normalise(self.text or "", TEXT_LIMIT), lang)
        return wording.of_template(self.template, self.call.call() if self.call else Call(), lang)


class PreviewView(BaseModel):
    """`shown` is for a screen, `read` is said, in `lang`."""

    shown: str
    read: str
    lang: str

    @classmethod
    def of(cls, preview: Preview) -> "PreviewView":
        """As it will be said."""
        return cls(shown=preview.shown, read=preview.read, lang=preview.language)
