"""Opening a connection, with errors that name the remedy."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Any, TypeVar

from callcast.player.outputs.rtsp.target import Target
from callcast.player.outputs.sinks.push.errors import CannotReach
from callcast.player.outputs.sinks.push.tls import client_context

PATIENCE = 4.0
"""Seconds for each address of the host, TLS included."""

P = TypeVar("P", bound=asyncio.Protocol)


async def dial(target: Target, make: Callable[[], P], *, verify: bool) -> P:
    """What `make` gives, connected to `target`; `CannotReach` if that cannot be."""
    loop = asyncio.get_running_loop()
    tls = await loop.run_in_executor(None, lambda: client_context(verify=verify)) if target.secure else None
    last: Exception | None = None
    for address in await _addresses(target):
        connecting = loop.create_connection(
            make, address[0], target.port, ssl=tls, server_hostname=target.host if tls else None
        )
        try:
            return (await asyncio.wait_for(connecting, PATIENCE))[1]
        except (OSError, asyncio.TimeoutError) as error:
            last = error
    assert last is not None
    raise CannotReach(target, *_explained(last, target)) from last


async def _addresses(target: Target) -> list[Any]:
    """Where the host is, as `getaddrinfo` gives it."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = f'no address is known for "{target.host}"'
        raise CannotReach(target, reason, "correct the host in url, or see to the name server") from error
    return [info[4] for info in found]


def _explained(error: Exception, target: Target) -> tuple[str, str]:
    """Reason and remedy."""
    where = f"port {target.port} of {target.host}"
    if isinstance(error, ConnectionRefusedError):
        return f"nothing listens on {where}", "start that server, or correct the port in url"
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = f"its certificate is not to be trusted ({error.verify_message})"
        return reason, "give it one that is, or set verify = false"
    if isinstance(error, ssl.SSLError | ConnectionError) and target.secure:
        return f"there is no TLS on {where}", "correct the port, or write rtsp:// in url"
    if isinstance(error, asyncio.TimeoutError | TimeoutError):
        remedy = "see whether that machine is on, and whether a firewall lets RTSP pass"
        if target.secure:
            return f"{where} does not answer, or not by TLS", f"{remedy}, or write rtsp:// in url"
        return f"{where} does not answer", remedy
    return getattr(error, "strerror", None) or str(error) or type(error).__name__, "see to the network"
