"""A small real HTTP server that answers as the desk does, and how a command ended."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, TypeAlias

Json = dict[str, Any]


@dataclass
class Desk:
    """What the server knows. Each look at an announcement takes it one step on through `course`."""

    url: str = ""
    course: list[str] = field(default_factory=lambda: ["queued", "speaking", "spoken"])
    reason: str | None = None
    note: str | None = None
    requests: list[tuple[str, str, Json]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    said: dict[str, Json] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    answers: dict[str, tuple[int, Json]] = field(default_factory=dict)
    break_first: bool = False
    tokens: list[str | None] = field(default_factory=list)
    languages: list[str | None] = field(default_factory=list)
    wanted: str | None = None
    """The one token that it takes; None: anybody is known."""

    def accept(self, body: Json) -> Json:
        """A new announcement."""
        id_ = f"id-{len(self.said) + 1}"
        self.said[id_] = {"id": id_, "state": "queued", "reason": None, "channels": [], **body}
        return self.said[id_]

    def look(self, id_: str, *, to_the_end: bool) -> Json:
        """The announcement one step on, or at its end."""
        step = len(self.course) - 1 if to_the_end else min(self.steps.get(id_, 0), len(self.course) - 1)
        self.steps[id_] = step + 1
        said = self.said[id_]
        if said["state"] != "cancelled":
            said["state"] = self.course[step]
        said["reason"] = self.reason if said["state"] in ("failed", "expired") else None
        if said["state"] == "spoken":
            said["reason"] = self.note
        return said

    def answer(self, method: str, path: str, body: Json) -> tuple[int, Json]:
        """Status and body."""
        self.requests.append((method, path, body))
        plain = path.partition("?")[0]
        if plain in self.answers:
            return self.answers[plain]
        if plain == "/healthz":
            return 200, {"status": "ok", "player": "up"}
        if plain == "/api/announcements":
            return (202, self.accept(body)) if method == "POST" else (200, {"items": list(self.said.values())[::-1]})
        found = re.fullmatch(r"/api/announcements/([^/]+)(/repeat)?", plain)
        if found and found[1] in self.said:
            return self._known(method, found[1], repeat=bool(found[2]), wait="wait=" in path)
        return 404, problem(404, f'There is no "{plain}" here.')

    def _known(self, method: str, id_: str, *, repeat: bool, wait: bool) -> tuple[int, Json]:
        if repeat:
            return 202, self.accept({"text": self.said[id_]["text"]})
        if method == "DELETE":
            self.said[id_]["state"] = "cancelled"
            return 202, self.said[id_]
        return 200, self.look(id_, to_the_end=wait)


def problem(status: int, detail: str) -> Json:
    """A body of application/problem+json."""
    return {"type": "about:blank", "title": "x", "status": status, "detail": detail}


def handler(desk: Desk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
            if self.command == "POST":
                desk.keys.append(self.headers.get("Idempotency-Key"))
            if desk.break_first:
                desk.break_first = False
                self.close_connection = True
                return
            desk.tokens.append(self.headers.get("Authorization"))
            desk.languages.append(self.headers.get("Accept-Language"))
            if desk.wanted is None or desk.tokens[-1] == f"Bearer {desk.wanted}":
                status, answer = desk.answer(self.command, self.path, body)
            else:
                status, answer = 401, problem(401, "Nobody is signed in.")
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/problem+json" if status >= 400 else "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Be quiet."""

    return Handler


@dataclass
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one sentence on stderr."""
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("callcast: ")
        return self.err


Callcast: TypeAlias = Callable[..., Done]
"""Runs `callcast` with arguments; `stdin` are bytes, other keywords variables."""
