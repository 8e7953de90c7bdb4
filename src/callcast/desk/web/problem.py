"""Errors as clients get them: application/problem+json (RFC 9457)."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, Field
from starlette.responses import Response

from callcast.desk.access import errors as access
from callcast.desk.queueing import errors
from callcast.desk.queueing.hall.errors import HallError, Unknown, Wrong
from callcast.desk.queueing.hall.sentence import Sentence, sentence
from callcast.desk.queueing.words import quoted
from callcast.errors import CallcastError
from callcast.text import TextRejected
from callcast.wording.errors import WordingError

MEDIA_TYPE = "application/problem+json"
_EXPECTED = 'send an object like {"announcements": [{"text": "..."}]}'
_REMEDY = {"PUT": 'send an object like {"title": "..."}'}
_OTHERS = (
    *("/api/session", "/api/people", "/api/tokens", "/api/pairings", "/api/devices", "/api/webhooks", "/api/site"),
    *("/api/tickets", "/api/counters", "/api/orders", "/api/lines", "/api/items"),
)

_STATUS: tuple[tuple[type[CallcastError], int], ...] = (
    (errors.RequestRefused, 422),
    (errors.UnknownAnnouncement, 404),
    (errors.UnknownChannel, 404),
    (errors.AlreadyFinal, 409),
    (errors.StoreFull, 507),
    (WordingError, 422),
    (TextRejected, 422),
    (access.NotSignedIn, 401),
    (access.NotAllowed, 403),
    (access.TooManyAttempts, 429),
    (access.Unknown, 404),
    (access.LinkUsed, 404),
    (access.Conflict, 409),
    (access.BadValue, 422),
    (errors.DeskError, 503),
    (errors.StoreError, 503),
)

_REFUSED: tuple[tuple[type[HallError], int], ...] = ((Unknown, 404), (Wrong, 422))
_BUSY = ("too-busy", "too-many-listen")


class ProblemView(BaseModel):
    """RFC 9457; `detail` is one sentence with the remedy."""

    type: str
    title: str
    status: int
    detail: str
    key: str | None = Field(None, description="What was refused, in a word that does not change; not of all problems.")
    field: str | None = Field(None, description="Of the request, which is wrong.")


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: str) -> Response:
    """`detail` is one sentence with the remedy; `more` are further members."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    data = json.dumps(body, ensure_ascii=False).encode(errors="backslashreplace")  # half a character: as JSON has it
    return Response(data, status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def of_error(error: CallcastError, lang: str) -> Response:
    """The answer that says what `error` says; in that language what whoever works there may be told."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 503)
    headers = {"Retry-After": "1"} if status == 503 else {}
    if isinstance(error, access.TooManyAttempts):
        headers = {"Retry-After": str(error.seconds)}
    if isinstance(error, access.NotSignedIn):
        headers = {"WWW-Authenticate": "Bearer"}
    said = _sentence_of(error)
    if said is None:
        return problem(status, str(error), headers=headers)
    return problem(status, said.text(lang), headers={**headers, "Content-Language": lang}, key=said.key)


def _sentence_of(error: CallcastError) -> Sentence | None:
    """Why somebody may not; None of anything else, which is told in English."""
    if isinstance(error, access.WrongPassword):
        return sentence("wrong-password")
    if isinstance(error, access.NotSignedIn):
        return sentence("session-over" if error.given else "not-signed-in")
    if isinstance(error, access.NotTheirCounter):
        return sentence("not-their-counter", name=error.name, counter=error.counter)
    if isinstance(error, access.NoCsrf):
        return sentence("no-csrf")
    if isinstance(error, access.NotAllowed):
        return sentence("not-allowed", name=error.name, scope=error.scope)
    return sentence("too-many-attempts", seconds=error.seconds) if isinstance(error, access.TooManyAttempts) else None


def of_refusal(error: HallError, lang: str) -> Response:
    """The answer that says it in that language; `key` and `field` are for programs."""
    status = next((status for kind, status in _REFUSED if isinstance(error, kind)), 409)
    more = {"field": error.field} if isinstance(error, Wrong) else {}
    text = error.sentence.text(lang)
    headers = {"Content-Language": lang, **({"Retry-After": "1"} if error.sentence.key in _BUSY else {})}
    return problem(status, text, headers=headers, key=error.sentence.key, **more)


def remedy(method: str, path: str) -> str:
    """For a body that is none, of a request with `method` for `path`."""
    if path.startswith(_OTHERS):
        return "send an object as /openapi.json describes it"
    return _EXPECTED if path == "/api/expected" else _REMEDY.get(method, 'send an object like {"text": "..."}')


def of_faults(faults: Sequence[Any], method: str, asked: str) -> Response:
    """The answer to a request with `method` for the path `asked` whose fields pydantic refused: about the first."""
    fault = faults[0]
    if fault["type"] == "json_invalid":
        return problem(400, f"The body is no JSON ({fault['ctx']['error']}); {remedy(method, asked)}.")
    where, *path = fault["loc"]
    name = ".".join(str(step) for step in path)
    if not path and fault["type"] == "string_unicode":
        return problem(422, "The name of a field has half of a character in it, a lone surrogate; write it whole.")
    if not path:
        return problem(422, f"The body is no JSON object; {remedy(method, asked)}.")
    if fault["type"] == "extra_forbidden":
        return problem(
            422, f"There is no field {quoted(name)} in this request; leave it out.", headers=None, **_field(where, name)
        )
    if fault["type"] == "missing":
        return problem(422, f"The field {quoted(name)} is missing; add it.", headers=None, **_field(where, name))
    text = fault["msg"][:1].lower() + fault["msg"][1:]
    kind = "field" if where == "body" else "parameter"
    return problem(422, f"The {kind} {quoted(name)} is wrong: {text}.", headers=None, **_field(where, name))


def _field(where: str, name: str) -> dict[str, str]:
    return {"field": name} if where == "body" else {}


READ = (404, 422, 503)
"""What a route may answer that only looks."""
WRITE = (400, 404, 408, 409, 413, 415, 422, 503, 507)
"""What a route may answer that changes something."""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For OpenAPI: what a route may answer besides."""
    schema = ProblemView.model_json_schema()
    return {status: {"content": {MEDIA_TYPE: {"schema": schema}}, "description": "A problem"} for status in statuses}
