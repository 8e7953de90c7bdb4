"""What can go wrong on the way out.

OutputError
├── CannotListen            the operating system refuses an address for another reason than that it is taken
├── CannotUseCertificate    a certificate or its key cannot be loaded
└── rtsp.errors.WireError   what a peer sent is not what its protocol allows
"""

from callcast.address import Address
from callcast.errors import CallcastError


class OutputError(CallcastError):
    """The root of what outputs raise."""


class CannotListen(OutputError):
    """`what` cannot listen on `host`:`port` for `reason`; `key` is the setting to change."""

    def __init__(self, what: str, host: str, port: int, reason: str, key: str) -> None:
        super().__init__(
            f"{what} cannot listen on {Address(host, port)} ({reason}); choose another address with {key}."
        )
        self.what, self.host, self.port, self.reason, self.key = what, host, port, reason, key


class CannotUseCertificate(OutputError):
    """The PEM files `certificate` and `key` cannot be used for `reason`."""

    def __init__(self, certificate: str, key: str, reason: str) -> None:
        super().__init__(
            f"The certificate {certificate} with the key {key} cannot be used ({reason}); "
            "rtsp.certificate and rtsp.key must name readable PEM files that belong together."
        )
        self.certificate, self.key, self.reason = certificate, key, reason
