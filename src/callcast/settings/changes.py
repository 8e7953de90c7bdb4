"""What differs between two settings, and what of it a running instance can take over."""

from dataclasses import dataclass

from callcast.settings.model import Settings


@dataclass(frozen=True)
class Changes:
    """Ids of channels to add, remove and change at once, and tables that only a restart changes; sorted."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    needs_restart: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.removed or self.changed or self.needs_restart)


def changed(old: Settings, new: Settings) -> Changes:
    """What to do to turn `old`, which runs, into `new`. The order of the channels does not matter."""
    before = {channel.id: channel for channel in old.channels}
    after = {channel.id: channel for channel in new.channels}
    tables = [name for name in Settings.model_fields if name != "channels"]
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(sorted(key for key in before.keys() & after.keys() if before[key] != after[key])),
        needs_restart=tuple(sorted(name for name in tables if getattr(old, name) != getattr(new, name))),
    )
