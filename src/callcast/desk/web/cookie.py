"""The cookie by which a browser is known."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from callcast.desk.access import secret

PLAIN, HOSTED = "callcast", "__Host-callcast"
"""The second is for https: no other host, and no page without https, can set it."""
OF_BROWSERS = ("session", "device")
"""What a cookie may carry; a token in one would be a browser's that never signs out."""


def given(connection: HTTPConnection) -> str | None:
    """The secret in the request's cookie; None if there is none that could be."""
    found = connection.cookies.get(_name(connection))
    return found if found is not None and secret.kind_of(found) in OF_BROWSERS else None


def put(response: Response, connection: HTTPConnection, made: str, seconds: float) -> None:
    """Have the browser keep `made` so long. Scripts cannot read it; no foreign page can have it sent with a POST."""
    response.set_cookie(
        _name(connection),
        made,
        max_age=int(seconds),
        path="/",
        secure=_https(connection),
        httponly=True,
        samesite="lax",
    )


def drop(response: Response, connection: HTTPConnection) -> None:
    """Have the browser forget it."""
    response.delete_cookie(_name(connection), path="/", secure=_https(connection), httponly=True, samesite="lax")


def _name(connection: HTTPConnection) -> str:
    return HOSTED if _https(connection) else PLAIN


def _https(connection: HTTPConnection) -> bool:
    """As the server knows it: a proxy on this machine tells it by X-Forwarded-Proto."""
    return bool(connection.url.scheme == "https")
