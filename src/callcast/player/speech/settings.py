"""The room's slice of the settings."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from callcast.player.speech.engine_settings import (
    BankSettings,
    CommandSettings,
    EdgeSettings,
    HibariSettings,
    KokoroSettings,
    OpenaiSettings,
    PiperSettings,
    Pyttsx3Settings,
    SapiSettings,
    SaySettings,
    SherpaSettings,
)
from callcast.player.speech.engine_settings import Tag as _Tag
from callcast.wording.customs import Customs
from callcast.wording.settings import TemplateTexts

VOICE = r"^.+:.+$"
MEMBER = r"^[A-Za-z_][\w.-]*(:.+)?$"
_Engine = Annotated[str, Field(pattern=r"^[A-Za-z_][\w.-]*(:[A-Za-z_]\w*)?$")]
_Member = Annotated[str, Field(pattern=MEMBER)]


class SpeechSettings(BaseModel):
    """`[speech]`: engines by name, the preferred first; times in seconds.

    Without `engines` those speak that are installed and have voices: see `installed`. `chains` has, for a language
    that they shall not all speak in their order, who does: `engine` or `engine:voice`, the preferred first.
    `ahead_bytes` is how much sound of what is expected is made before it is called. `voices` is the folder of what was
    installed for engines, each with a folder of its own name in it; `catalogue` the path or address of what can be, in
    place of ours. `templates` are a site's own, by language.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    engines: tuple[_Engine, ...] | None = Field(default=None, min_length=1)
    chains: dict[_Tag, Annotated[tuple[_Member, ...], Field(min_length=1)]] = Field(default_factory=dict)
    text_limit: int = Field(default=500, ge=1, le=10_000)
    cache_bytes: int = Field(default=512 * 2**20, ge=0)
    memory_bytes: int = Field(default=64 * 2**20, ge=0)
    ahead_bytes: int = Field(default=32 * 2**20, ge=0)
    waiting: int = Field(default=64, ge=1)
    start_timeout: float = Field(default=60.0, gt=0)
    block_timeout: float = Field(default=10.0, gt=0)
    request_timeout: float = Field(default=30.0, gt=0)
    voices: Path | None = None
    catalogue: str | None = None
    reading: Customs = Customs()
    templates: dict[_Tag, TemplateTexts] = Field(default_factory=dict)
    bank: BankSettings = BankSettings()
    pyttsx3: Pyttsx3Settings = Pyttsx3Settings.model_validate({})
    openai: OpenaiSettings = OpenaiSettings.model_validate({})
    edge: EdgeSettings = EdgeSettings.model_validate({})
    command: CommandSettings = CommandSettings.model_validate({})
    say: SaySettings = SaySettings.model_validate({})
    sapi: SapiSettings = SapiSettings.model_validate({})
    hibari: HibariSettings = HibariSettings.model_validate({})
    kokoro: KokoroSettings = KokoroSettings.model_validate({})
    piper: PiperSettings = PiperSettings.model_validate({})
    sherpa: SherpaSettings = SherpaSettings.model_validate({})

    def at(self, data: Path) -> "SpeechSettings":
        """These, with `voices` in the data folder where none were set."""
        return self if self.voices is not None else self.model_copy(update={"voices": data / "voices"})

    def options(self, engine: str) -> dict[str, Any]:
        """What the engine of that name is made with: its own table, where it has one, with its folder of `voices`."""
        table = getattr(self, engine, None)
        if not isinstance(table, BaseModel):
            return {}
        options = table.model_dump(mode="json")
        if options.get("folder", "") is None and self.voices is not None:
            options["folder"] = str(self.voices / engine)
        return options


class SpeechChannelSettings(BaseModel):
    """A channel's: `languages` as BCP-47 tags, the main one first; `voice` (`engine:name`) for what it can speak."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    languages: tuple[_Tag, ...] = Field(default=("zh-TW", "en"), min_length=1)
    voice: str | None = Field(default=None, pattern=VOICE)
