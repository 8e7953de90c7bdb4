"""The site, as OpenAPI tells it."""

from pydantic import BaseModel, Field

from callcast.desk.queueing.hall.site import Site
from callcast.desk.web.hall_shapes import BODY, Id, Text
from callcast.desk.web.line_shapes import Version


class SiteSetup(BaseModel):
    """The place. What is read can be put back."""

    model_config = BODY

    name: Text = Field("", examples=["仁愛診所"])
    zone: Text = Field("UTC", description="Its time zone, as in the IANA's database.", examples=["Asia/Taipei"])
    lang: Id = Field("zh-TW", description="What its people speak: BCP 47.")
    currency: Id = Field("TWD", description="As in ISO 4217.")
    version: Version = 0

    @classmethod
    def of(cls, site: Site) -> "SiteSetup":
        """As it stands."""
        return cls(**vars(site))

    def site(self, version: int) -> Site:
        """For the rules."""
        return Site(self.name, self.zone, self.lang, self.currency, version)


class ClockView(BaseModel):
    """The clock that acts go by."""

    now: str = Field(description="RFC 3339, UTC.")
