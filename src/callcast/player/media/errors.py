"""What can be wrong with a sound.

MediaError
├── EmptySound       there is nothing in it to be heard
├── UnknownChime     no generated chime has that name
└── UnreadableSound  a file is missing, or it is no sound
"""

from callcast.errors import CallcastError


class MediaError(CallcastError):
    """Base of this room."""


class EmptySound(MediaError):
    """The samples cannot be heard; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The sound cannot be used: {reason}; it should be one row of audible samples.")
        self.reason = reason


class UnknownChime(MediaError):
    """No generated chime is called `name`; `known` are those there are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f'There is no chime "{name}"; use {", ".join(known)}, or the path of a sound file.')
        self.name, self.known = name, known


class UnreadableSound(MediaError):
    """The sound file at `path` cannot be used; `reason` says why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f'The sound file "{path}" {reason}; give the path of a WAV, MP3, OGG or FLAC file.')
        self.path, self.reason = path, reason
