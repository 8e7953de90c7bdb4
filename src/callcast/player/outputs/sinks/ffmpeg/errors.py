"""Why ffmpeg does not publish.

OutputError
└── FfmpegError
    ├── FfmpegMissing    there is no such program
    ├── FfmpegUnusable   it does not run, or is too old
    ├── FfmpegLacks      it was built without something that is needed
    ├── BadUrl           the URL is none that ffmpeg can be sent to
    ├── BadSource        what it should read is no place to read from
    ├── FfmpegEnded      it ended by itself
    └── FfmpegStalled    it lives, but nothing moves
"""

from collections.abc import Iterable

from callcast import extras
from callcast.player.outputs.errors import OutputError

INSTALL = f"install one (on Debian: apt install ffmpeg; anywhere: {extras.install('ffmpeg')})"


class FfmpegError(OutputError):
    """The root of this folder's errors. Nothing of a URL's credentials is ever in one."""


class FfmpegMissing(FfmpegError):
    """No program, neither the one that is `named` nor any."""

    def __init__(self, named: str | None) -> None:
        remedy = "mend program, or leave it out to take the one on the PATH" if named else INSTALL
        super().__init__(f"There is no ffmpeg program{f' {named}' if named else ''}; {remedy}.")
        self.named = named


class FfmpegUnusable(FfmpegError):
    """The program at `path` cannot be used for `reason`."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"The ffmpeg program {path} {reason}; {INSTALL}, or name another with program.")
        self.path, self.reason = path, reason


class FfmpegLacks(FfmpegError):
    """The program at `path` was built without `missing`, such as "the encoder libx264"."""

    def __init__(self, path: str, version: str, missing: Iterable[str]) -> None:
        self.path, self.missing = path, tuple(missing)
        what = ", ".join(self.missing)
        other = ", or set another codec" if "the encoder " in what else ""
        super().__init__(
            f"The ffmpeg program {path} ({version}) has not {what}; name a fuller one with program{other}."
        )


class BadUrl(FfmpegError):
    """`shown`, without its credentials, is nowhere that ffmpeg can publish to, for `reason`."""

    def __init__(self, shown: str, reason: str, remedy: str) -> None:
        super().__init__(f"{shown} {reason}; {remedy}.")
        self.shown, self.reason = shown, reason


class BadSource(FfmpegError):
    """There is nothing for ffmpeg to read, or cannot be; `says` is the sentence without its full stop."""

    def __init__(self, says: str) -> None:
        super().__init__(f"{says}.")


class FfmpegEnded(FfmpegError):
    """It ended with `code` (minus a signal's number); `reason` is one sentence without its full stop."""

    def __init__(self, reason: str, code: int) -> None:
        super().__init__(f"{reason}.")
        self.reason, self.code = reason, code


class FfmpegStalled(FfmpegError):
    """For `seconds` nothing went from `source` to `shown`, and it was killed."""

    def __init__(self, source: str, shown: str, seconds: float) -> None:
        super().__init__(
            f"For {seconds:g} s ffmpeg got nothing from {source} to {shown}, and was killed; "
            "see whether both still work, and whether the network carries it."
        )
        self.source, self.shown, self.seconds = source, shown, seconds
