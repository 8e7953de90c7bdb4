"""A check: what was looked at, how it is, what to do."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from callcast.settings import Settings


@dataclass(frozen=True)
class Check:
    """`what` was found; `remedy` says what to do where `state` is not "ok"."""

    state: Literal["ok", "warn", "fail"]
    what: str
    remedy: str = ""


def ok(what: str) -> Check:
    """All is well."""
    return Check("ok", what)


def warn(what: str, remedy: str) -> Check:
    """Callcast runs, but something is missing or will be."""
    return Check("warn", what, remedy)


def fail(what: str, remedy: str) -> Check:
    """Callcast does not run like that."""
    return Check("fail", what, remedy)


@dataclass(frozen=True)
class Place:
    """What the checks look at: `settings`, the data folder, and the `health` of an instance running there, if any."""

    settings: "Settings"
    data: Path
    url: str
    health: dict[str, object] | None
