"""What is at which path, and who may have it: `/channels/ID/board.jpg` and `/channels/ID/board.mjpeg`."""

import re
from collections.abc import Callable

from callcast.address import host_of, is_loopback
from callcast.player.outputs.rtsp.errors import Unauthorized
from callcast.player.outputs.servers.http.answer import Answer, image, problem, unchanged
from callcast.player.outputs.servers.http.board import Board
from callcast.player.outputs.servers.http.boards import Boards
from callcast.player.outputs.servers.http.request import Request
from callcast.player.outputs.servers.http.stills import Stills

_PATH = re.compile(r"/channels/([^/]+)/board\.(jpg|mjpeg)")
_SHOWN = 100
"""Characters of a path that are repeated to who asked for it."""


class Pages:
    """Answers requests."""

    def __init__(self, boards: Boards, stills: Stills, now: Callable[[], float], *, local_only: bool) -> None:
        """`now` gives monotonic seconds. `local_only`: we listen on loopback, so foreign `Host`s are refused.

        Else a web page that somebody looks at on this machine could read our answers, by DNS rebinding.
        """
        self._boards = boards
        self._stills = stills
        self._now = now
        self._local_only = local_only

    async def answer(self, request: Request) -> Answer | Board:
        """The answer; a board if it is to be sent as it changes."""
        if self._local_only and not is_loopback(host_of(request.host)):
            return problem(400, "Boards are shown to this machine only, as localhost; to others, set http.listen.")
        found = self._find(request.path)
        if isinstance(found, Answer):
            return found
        board, kind = found
        if (refusal := self._refusal(board, request)) is not None:
            return refusal
        return board if kind == "mjpeg" else await self._image(board, request)

    def _find(self, path: str) -> tuple[Board, str] | Answer:
        match = _PATH.fullmatch(path)
        if match is None:
            detail = f'There is nothing at "{path[:_SHOWN]}"; boards are at /channels/ID/board.jpg and board.mjpeg.'
            return problem(404, detail)
        name, kind = match.groups()
        if name not in self._boards:
            return problem(404, f'There is no channel "{name[:_SHOWN]}"; the settings say which there are.')
        board = self._boards[name]
        if board is None:
            detail = f'The channel "{name}" has no board; set board = true for it, or mend what the log says of it.'
            return problem(404, detail)
        return board, kind

    def _refusal(self, board: Board, request: Request) -> Answer | None:
        if request.method not in ("GET", "HEAD"):
            detail = f"A board cannot be asked with {request.method[:_SHOWN]}; use GET or HEAD."
            return problem(405, detail, (("Allow", "GET, HEAD"),))
        if board.guard is None:
            return None
        try:
            board.guard.check(request.method, request.target, request.authorization, self._now())
        except Unauthorized as error:
            return problem(401, str(error), error.headers)
        return None

    async def _image(self, board: Board, request: Request) -> Answer:
        gop = board.shown
        if gop is None:
            return problem(503, "This board shows nothing yet; ask again in a second.", (("Retry-After", "1"),))
        etag = f'"{gop.digest}"'
        return unchanged(etag) if request.has(etag) else image(await self._stills.of(gop), etag)
