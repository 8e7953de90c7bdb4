"""What can go wrong with a push by libav.

OutputError
├── ProtocolMissing  this build of PyAV does not speak the protocol
├── PushRefused      the server cannot be reached, or does not take the stream
└── PushStalled      it has taken nothing for a while
"""

from callcast.player.outputs.errors import OutputError


class ProtocolMissing(OutputError):
    """PyAV's libraries here have no `scheme`."""

    def __init__(self, shown: str, scheme: str) -> None:
        super().__init__(
            f"{shown} cannot be pushed to: PyAV was built without {scheme}; use an output of kind ffmpeg with an "
            f'ffmpeg that has it ("ffmpeg -protocols" tells), or install PyAV built from source upon such libraries.'
        )
        self.scheme = scheme


class PushRefused(OutputError):
    """`shown` is not, or no longer, to be pushed to for `reason`."""

    def __init__(self, shown: str, reason: str) -> None:
        super().__init__(
            f"{shown} cannot be pushed to ({reason}); see whether the server runs, lets this stream be published, "
            "and has no other publisher of it."
        )
        self.reason = reason


class PushStalled(OutputError):
    """`shown` took nothing for `seconds`."""

    def __init__(self, shown: str, seconds: float) -> None:
        super().__init__(
            f"{shown} has taken nothing for {seconds:g} s; see whether the server and the network to it are well."
        )
        self.seconds = seconds
