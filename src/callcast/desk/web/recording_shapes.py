"""What goes in and out of the API for recording voices, as OpenAPI tells it."""

from pydantic import BaseModel, ConfigDict, Field

from callcast.desk.web.recording import Pack


class NewPack(BaseModel):
    """A voice to be recorded."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: str = Field(examples=["house"], description="a-z, 0-9, - and _; the voice is bank:name.")
    language: str = Field(examples=["zh-TW"])
    kinds: list[str] = Field(examples=[["counter", "missed"]], description="Templates that it is for.")
    places: int = Field(10, description="Highest number of a counter or room, 1 to 40.")
    letters: str = Field("", description="Letters before ticket numbers.", examples=["ABC"])


class PromptView(BaseModel):
    """One thing to read."""

    id: str
    text: str
    hint: str = Field(description="A call in which it is heard.")
    seconds: float | None = Field(description="Of what was taken of it.")


class PackSummary(BaseModel):
    """A voice being recorded, in a list."""

    name: str
    language: str
    taken: int
    total: int

    @classmethod
    def of(cls, pack: Pack) -> "PackSummary":
        """As it stands."""
        return cls(name=pack.name, language=pack.language, taken=pack.taken, total=len(pack.prompts))


class PackView(PackSummary):
    """A voice being recorded."""

    prompts: list[PromptView]

    @classmethod
    def of(cls, pack: Pack) -> "PackView":
        """As it stands."""
        prompts = [PromptView(id=one.id, text=one.text, hint=one.hint, seconds=one.seconds) for one in pack.prompts]
        return cls(name=pack.name, language=pack.language, taken=pack.taken, total=len(prompts), prompts=prompts)


class PackList(BaseModel):
    """All of them."""

    items: list[PackSummary]


class TakeView(BaseModel):
    """A take."""

    seconds: float


class UsedView(BaseModel):
    """A voice that is spoken with; `missing` of its lines are not recorded."""

    voice: str
    missing: int
