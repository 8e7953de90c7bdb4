"""Settings: a TOML file, the environment over it, and one clear sentence for whatever is wrong in them."""

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from callcast.errors import SettingsError
from callcast.settings import environment, expected, rules, toml
from callcast.settings.changes import Changes, changed
from callcast.settings.fault import Fault, Source, dotted, place_in, sentence
from callcast.settings.model import DEFAULT_CHANNELS, ChannelSettings, Settings

__all__ = ["Changes", "ChannelSettings", "Settings", "changed", "load"]


def load(path: Path | None, environ: Mapping[str, str], *, files: bool = True) -> Settings:
    """The settings in the TOML file at `path` (None: defaults), with the variables of `environ` over it.

    `CALLCAST_WEB__LISTEN` is `listen` in `[web]`, `CALLCAST_CHANNELS__0__NAME` the first channel's name; a
    value that is no text is written as in TOML. Raises `SettingsError`: the first fault, and how many more.
    Without `files` it does not matter whether the files that the settings name are there.
    """
    tree = toml.read(path) if path else {}
    tree.setdefault("channels", copy.deepcopy(DEFAULT_CHANNELS))
    source = Source(str(path) if path else None, {})
    found: list[Fault] = []
    for name, words in environment.variables(environ).items():
        written, fault = environment.overlay(Settings, tree, name, words, environ[name])
        source.variables[name] = written
        found += [fault] if fault else []
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        found += expected.faults(error, Settings, tree)
    else:
        found += rules.faults(settings, files=files)
        if not found:
            return settings
    raise _error(found, tree, source)


def _error(found: list[Fault], tree: dict[str, Any], source: Source) -> SettingsError:
    first = min(found, key=lambda fault: place_in(tree, fault.path))
    text = sentence(first, Settings, tree, source)
    if len(found) > 1:
        text += f" (and {len(found) - 1} more)"
    return SettingsError(text, dotted(first.path) or source.file or "settings")
