"""TLS to a server."""

import ssl
from functools import cache


@cache
def client_context(*, verify: bool) -> ssl.SSLContext:
    """One for all connections; without `verify`, whoever answers is believed. Reads files: not for the event loop."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
