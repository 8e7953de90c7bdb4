"""The root of every error that a person, not a programmer, can mend.

    CallcastError
    ├── SettingsError         a key or a value in the settings is wrong
    ├── PortTaken             an address that we should listen on is in use
    ├── bus.BusError          the halves cannot talk
    ├── desk.queueing.errors  what the desk refuses
    ├── desk.access.errors    who may not, and why
    ├── desk.store.errors     what the data folder refuses
    └── player.*.errors       what cannot be spoken, coded or sent

`str(error)` is one sentence that says what was wrong, where, and what would be right. Data is in attributes.
"""


class CallcastError(Exception):
    """A fault with a remedy; its text is shown to people as it is."""


class SettingsError(CallcastError):
    """A key or a value in the settings is wrong.

    `where` is the dotted key (`channels[0].id`) or the file.
    """

    def __init__(self, message: str, where: str) -> None:
        super().__init__(message)
        self.where = where


class PortTaken(CallcastError):
    """The address `host`:`port` that `what` should listen on is in use."""

    def __init__(self, what: str, host: str, port: int, key: str) -> None:
        shown = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"  # as `Address`, which is above us
        super().__init__(
            f"{what} cannot listen on {shown}: another program does; "
            f"stop that program, or choose another port with {key}."
        )
        self.what, self.host, self.port, self.key = what, host, port, key
