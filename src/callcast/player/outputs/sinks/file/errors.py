"""What can go wrong with a recording.

OutputError
├── CannotRecord  the folder or its disk refuses
└── DiskStalled   the disk says nothing at all
"""

import errno
from pathlib import Path

from callcast.player.outputs.errors import OutputError

_REMEDIES = {
    errno.ENOSPC: "make room there, or let keep_days remove more",
    errno.EDQUOT: "make room there, or let keep_days remove more",
    errno.EACCES: "let the user that Callcast runs as write there",
    errno.EPERM: "let the user that Callcast runs as write there",
    errno.EROFS: "make it writable, or choose another folder",
    errno.ENOENT: "create the folder above it, or connect its disk",
    errno.ENOTDIR: "choose another folder",
    errno.EEXIST: "choose another folder",
    errno.EIO: "see whether its disk is well",
}


class CannotRecord(OutputError):
    """`folder` refuses the recording of `channel` with `error`."""

    def __init__(self, channel: str, folder: Path, error: OSError) -> None:
        reason = error.strerror or type(error).__name__
        remedy = _REMEDIES.get(error.errno or 0, "mend that, or choose another folder")
        super().__init__(f"Channel {channel} cannot be recorded in {folder} ({reason}); {remedy}.")
        self.channel, self.folder, self.errno = channel, folder, error.errno


class DiskStalled(OutputError):
    """`folder` has not taken anything for `seconds`."""

    def __init__(self, channel: str, folder: Path, seconds: float) -> None:
        super().__init__(
            f"Channel {channel} cannot be recorded in {folder} (nothing was taken for {seconds:g} s); "
            "see whether its disk is well and connected."
        )
        self.channel, self.folder, self.seconds = channel, folder, seconds
