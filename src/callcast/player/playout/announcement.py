"""What a channel is given to say, and to show while it is said."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from callcast.player.media.clip import Clip
from callcast.player.media.encode import EncodedClip
from callcast.player.media.picture import Picture


@dataclass(eq=False)
class Sound:
    """A clip and what it is coded in so far, by the profile's name."""

    clip: Clip
    coded: dict[str, EncodedClip] = field(default_factory=dict)


@dataclass(frozen=True)
class Rendered:
    """What is said of an announcement: a clip for each language, the main one first; `note`: what of it is not said.

    `rest` makes the languages that are not made yet: who is called hears the main one meanwhile.
    """

    clips: tuple[Clip, ...]
    note: str | None = None
    rest: "Callable[[], Awaitable[Rendered]] | None" = None


@dataclass(frozen=True)
class House:
    """The sounds that a channel's settings ask for, loaded."""

    chime: Clip | None = None
    wake: Clip | None = None


@dataclass(frozen=True)
class Showing:
    """What a call shows from its first word on: `picture`, which stays.

    With `lit`, that one and `picture` in turn before, each for `seconds`, `flashes` times.
    """

    picture: Picture
    lit: Picture | None = None
    flashes: int = 3
    seconds: float = 0.4


class Scene(Protocol):
    """What is to be shown while an announcement is said."""

    async def draw(self, before: Sequence["Scene"]) -> Showing | None:
        """Called near the head of the line, when those `before` are still to be said, in their order.

        None when nothing is to be shown.
        """

    def begin(self) -> bool:
        """Its voice begins; False when what was drawn is not how things are now, and must be drawn again."""

    def end(self) -> None:
        """Its voice has ended, or was cut."""

    def take_back(self) -> None:
        """It was not said to its end, or not at all, and will not be: as if nobody had asked for it."""


@dataclass(frozen=True)
class Announcement:
    """Something to say. `expires_at` in Unix seconds; `render` gives its clips, and may be called more than once.

    The main language is said `repeat` times. Those of several `source`s take turns.
    """

    id: str
    render: Callable[[], Awaitable[Rendered]]
    rank: int = 0
    repeat: int = 1
    expires_at: float | None = None
    scene: Scene | None = None
    source: str = ""
