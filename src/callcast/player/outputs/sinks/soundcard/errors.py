"""What can go wrong with a sound card.

OutputError
├── CannotPlay   there is no such card, or it refuses; `reason` says so, `remedy` what to do
└── CardStopped  it played, and does so no more
"""

from callcast.player.outputs.errors import OutputError


class CannotPlay(OutputError):
    """The card `device` cannot be played on for `reason`."""

    def __init__(self, device: str, reason: str, remedy: str) -> None:
        super().__init__(f"{device} cannot be played on ({reason.rstrip('.')}); {remedy}.")
        self.device, self.reason, self.remedy = device, reason, remedy


class CardStopped(OutputError):
    """The card `device` takes no sound any more for `reason`."""

    def __init__(self, device: str, reason: str) -> None:
        super().__init__(f"{device} takes no sound any more ({reason.rstrip('.')}); see whether it is still connected.")
        self.device, self.reason = device, reason
