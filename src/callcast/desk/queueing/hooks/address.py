"""Where webhooks may go."""

from urllib.parse import urlsplit

from callcast.desk.queueing.hall.errors import Wrong

URL_LIMIT = 2_000
"""Characters."""


def check_url(url: str) -> None:
    """`Wrong` unless it is one of http or https with a host and no password: addresses of the own network, too.

    Whoever may make webhooks is trusted with that: receivers stand beside the desk more often than on the internet.
    """
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none, a bracket that is not closed
        fits = False
    if not fits or "@" in parts.netloc or parts.fragment or len(url) > URL_LIMIT or not url.isprintable() or " " in url:
        raise Wrong("wrong-webhook-url", "url", url=url[:60])
