"""What an act needs of its request, beside its body."""

import hashlib
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request

from callcast.desk.queueing.hall.errors import Conflict, Wrong
from callcast.desk.queueing.ports import Key
from callcast.desk.queueing.request import check_key
from callcast.desk.web.language import Language

DIGITS = 18
"""Of a version, at most."""


@dataclass(frozen=True)
class Acting:
    """`who` acts, and reads `lang`; the `key` of its Idempotency-Key; `version` that it goes by, of If-Match."""

    who: str
    lang: str
    key: Key | None
    version: int | None

    def check(self, now: int) -> None:
        """`Conflict` if that which is to be changed is not in the version that it goes by."""
        if self.version is not None and self.version != now:
            raise Conflict("changed-meanwhile")


async def _acting(
    request: Request,
    language: Language,
    idempotency_key: Annotated[
        str | None, Header(description="Of your making: the same request with the same key is done once, for a day.")
    ] = None,
    if_match: Annotated[
        str | None, Header(description="A version, as in ETag: if it has been changed since, 409 is the answer.")
    ] = None,
) -> Acting:
    key = None
    if idempotency_key is not None:
        check_key(idempotency_key)
        key = Key(idempotency_key, await _digest(request))
    return Acting(who_of(request), language, key, version_of(if_match))


def who_of(request: Request) -> str:
    """Who asks, as the log names them: `person:anna`."""
    return str(getattr(request.state, "who", None) or "")


def version_of(if_match: str | None) -> int | None:
    """The version in If-Match; None if any will do. `Wrong`."""
    if if_match is None or if_match.strip() == "*":
        return None
    text = if_match.strip().strip('"')
    if not (text.isascii() and text.isdigit()) or len(text) > DIGITS:
        raise Wrong("wrong-version", "If-Match", version=if_match[:40])
    return int(text)


async def _digest(request: Request) -> str:
    asked = f"{who_of(request)} {request.method} {request.url.path}\n".encode()
    return hashlib.sha256(asked + await request.body()).hexdigest()


Act = Annotated[Acting, Depends(_acting)]
"""For a route: who acts, and how."""
