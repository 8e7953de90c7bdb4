"""The settings that were right the last time they were read."""

import logging
import os
from pathlib import Path

from callcast.errors import SettingsError
from callcast.settings import Settings, load

log = logging.getLogger(__name__)


class KnownSettings:
    """A half that dies while somebody edits the settings must come back, so it is given these, and reads no file."""

    def __init__(self, settings: Settings, config: Path | None) -> None:
        """`settings` are right now, and come from the file `config`, if any, and the environment."""
        self._settings, self._config = settings, config

    def read(self) -> Settings:
        """Read them again; what is wrong is said, and those of before stay."""
        try:
            self._settings = load(self._config, os.environ, files=False)
        except SettingsError as error:
            log.error("%s Until that is mended, the settings of before count.", error)
        return self._settings
