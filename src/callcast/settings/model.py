"""The settings as a whole: each room's slice in its table, and the channels."""

from pydantic import BaseModel, ConfigDict, Field

from callcast.desk.store.settings import StoreSettings
from callcast.desk.web.settings import WebSettings
from callcast.player.outputs.servers.rtsp.settings import RtspChannelSettings, RtspSettings
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.speech.settings import SpeechChannelSettings, SpeechSettings


class ChannelSettings(SpeechChannelSettings, PlayoutChannelSettings, RtspChannelSettings):
    """One `[[channels]]` table: flat, each room reads its own keys."""


DEFAULT_CHANNELS = [{"id": "hall", "name": "大廳", "languages": ["zh-TW", "en"]}]
"""The channels of a file that has none."""


class Settings(BaseModel):
    """Everything a person may set; `load` makes it, with defaults for what is not set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    web: WebSettings = WebSettings.model_validate({})
    store: StoreSettings = StoreSettings.model_validate({})
    rtsp: RtspSettings = RtspSettings.model_validate({})
    speech: SpeechSettings = SpeechSettings.model_validate({})
    channels: tuple[ChannelSettings, ...] = Field(min_length=1)
