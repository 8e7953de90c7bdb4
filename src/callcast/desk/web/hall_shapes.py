"""What several routes of the hall have in common, as OpenAPI tells it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from callcast.bus.messages import State
from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.hall.sentence import Sentence

BODY = ConfigDict(extra="forbid", strict=True, frozen=True)
TEXT_LIMIT = 200
"""Characters of a name, and of whatever else people write in one line."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=TEXT_LIMIT)]
Id = Annotated[str, StringConstraints(max_length=64)]
Several = 200
"""Languages, channels, legs of a route: at most so many in a list."""
PAGE_LIMIT = 500
"""Items of a page."""
PAGE = 50
"""Items of a page, unless told otherwise."""


class BecauseView(BaseModel):
    """Why, in the language of whoever asks; `key` does not change with it."""

    key: str
    text: str

    @classmethod
    def of(cls, sentence: Sentence | None, lang: str) -> "BecauseView | None":
        """None where there is no reason."""
        return None if sentence is None else cls(key=sentence.key, text=sentence.text(lang))


class AnnouncedView(BaseModel):
    """How far the announcement of a call is; `GET /api/announcements/{id}` has all of it."""

    id: str
    state: State
    reason: str | None = Field(description="Why it failed, if it did.")

    @classmethod
    def of(cls, announcement: Announcement) -> "AnnouncedView":
        """As it stands."""
        reasons = (one.reason for one in announcement.deliveries if one.reason)
        reason = announcement.reason or next(reasons, None)
        return cls(id=announcement.id, state=announcement.state, reason=reason)
