"""The settings as a whole: each room's slice in its table, and the channels."""

import logging
from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import BaseModel, ConfigDict, Field

from callcast import plugins
from callcast.desk.access.settings import AccessSettings
from callcast.desk.store.settings import StoreSettings
from callcast.desk.web.settings import WebSettings
from callcast.player.board.settings import BoardChannelSettings
from callcast.player.outputs.servers.http.settings import HttpSettings
from callcast.player.outputs.servers.rtsp.settings import RtspChannelSettings, RtspSettings
from callcast.player.outputs.sinks.settings import SinkSettings
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.speech.settings import SpeechChannelSettings, SpeechSettings

log = logging.getLogger(__name__)


def _output_kinds() -> Any:
    """The settings of every kind of sink that is installed; one that is broken is left out, and said."""
    kinds = []
    for name in plugins.names("callcast.sinks"):
        try:
            kinds.append(plugins.load("callcast.sinks", name).settings)
        except Exception as error:  # noqa: PERF203 - of a stranger's package anything may come
            log.warning('outputs of kind "%s" cannot be had: %s', name, error)
    if len(kinds) < 2:
        return kinds[0] if kinds else SinkSettings
    return Annotated[Union[tuple(kinds)], Field(discriminator="kind")]  # noqa: UP007 - made of a list


if TYPE_CHECKING:
    OutputSettings = SinkSettings
else:
    OutputSettings = _output_kinds()


class ChannelSettings(SpeechChannelSettings, PlayoutChannelSettings, RtspChannelSettings, BoardChannelSettings):
    """One `[[channels]]` table: flat, each room reads its own keys; and its `[[channels.outputs]]`."""

    outputs: tuple[OutputSettings, ...] = ()


DEFAULT_CHANNELS = [{"id": "hall", "name": "大廳", "languages": ["zh-TW", "en"]}]
"""The channels of a file that has none."""


class Settings(BaseModel):
    """Everything a person may set; `load` makes it, with defaults for what is not set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    web: WebSettings = WebSettings.model_validate({})
    access: AccessSettings = AccessSettings.model_validate({})
    store: StoreSettings = StoreSettings.model_validate({})
    rtsp: RtspSettings = RtspSettings.model_validate({})
    http: HttpSettings = HttpSettings.model_validate({})
    speech: SpeechSettings = SpeechSettings.model_validate({})
    channels: tuple[ChannelSettings, ...] = Field(min_length=1)
