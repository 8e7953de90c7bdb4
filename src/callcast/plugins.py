"""Entry points: how engines, sinks, servers and boards are found, ours and others' alike."""

from importlib.metadata import EntryPoint, entry_points
from typing import Any

from callcast.errors import CallcastError


class PluginNotFound(CallcastError):
    """No installed package offers `name` in `group`."""

    def __init__(self, group: str, name: str, known: list[str]) -> None:
        super().__init__(f'There is no plug-in "{name}" for {group}; installed are: {", ".join(known) or "none"}.')
        self.group, self.name, self.known = group, name, known


def names(group: str) -> list[str]:
    """Names registered in an entry-point group such as `callcast.engines`, sorted."""
    return sorted({point.name for point in entry_points(group=group)})


def load(group: str, name: str) -> Any:
    """Import and return what `name` stands for in `group`; `PluginNotFound` if nothing does."""
    found: list[EntryPoint] = [point for point in entry_points(group=group) if point.name == name]
    if not found:
        raise PluginNotFound(group, name, names(group))
    return found[0].load()
