"""Opening what is listened on, with errors that name the remedy."""

import errno
import socket
import ssl
from pathlib import Path

from callcast.errors import CallcastError, PortTaken
from callcast.player.outputs.errors import CannotListen, CannotUseCertificate
from callcast.system.sockets import listen

_BACKLOG = 512
_TAKEN = {errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)}


def refused(what: str, host: str, port: int, error: OSError, key: str) -> CallcastError:
    """The error to raise when the system refuses an address."""
    if error.errno in _TAKEN:
        return PortTaken(what, host, port, key)
    return CannotListen(what, host, port, error.strerror or str(error), key)


def tcp_socket(what: str, host: str, port: int, key: str) -> socket.socket:
    """A listening TCP socket; `::` takes IPv4 too where the system can. `PortTaken` or `CannotListen`."""
    try:
        if ":" not in host:
            family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            return listen(family, address, _BACKLOG)
        both = host == "::" and socket.has_dualstack_ipv6()
        return listen(socket.AF_INET6, (host, port), _BACKLOG, both=both)
    except OSError as error:
        raise refused(what, host, port, error, key) from error


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """For RTSPS; `CannotUseCertificate` if the files cannot be used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise CannotUseCertificate(str(certificate), str(key), _why(error)) from error
    return context


def _why(error: OSError) -> str:
    """What OpenSSL found, which it says in its own words."""
    if not isinstance(error, ssl.SSLError):
        return error.strerror or str(error)
    if error.reason == "KEY_VALUES_MISMATCH":
        return "the key is that of another certificate"
    return "one of them is not what it should be, or not written in PEM"
