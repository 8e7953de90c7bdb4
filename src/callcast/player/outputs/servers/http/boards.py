"""The boards on offer, by channel, and what becomes of them when the settings change."""

import secrets
from collections.abc import Iterator, Sequence
from typing import Protocol

from callcast.player.outputs.channel import Channel
from callcast.player.outputs.rtsp.auth import Credentials, Guard, Nonces, Scheme
from callcast.player.outputs.servers.http.board import Board

Proof = tuple[str, str, tuple[Scheme, ...]]


class Protected(Protocol):
    """What a channel's settings say of who may look: whoever may listen."""

    @property
    def user(self) -> str | None:
        """None: everybody."""

    @property
    def password(self) -> str | None:
        """The user's."""

    @property
    def auth(self) -> tuple[Scheme, ...]:
        """Which proofs are offered."""


class Served(Protocol):
    """A channel, and how it is to be served."""

    @property
    def channel(self) -> Channel:
        """What is shown."""

    @property
    def settings(self) -> Protected:
        """To whom."""


class Boards:
    """Boards by the ids of their channels; None for a channel that has none."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._nonces = Nonces(secrets.token_bytes(32))
        self._boards: dict[str, Board | None] = {}
        self._proofs: dict[str, Proof | None] = {}

    def __iter__(self) -> Iterator[Board]:
        return (board for board in self._boards.values() if board is not None)

    def __contains__(self, name: object) -> bool:
        return name in self._boards

    def __getitem__(self, name: str) -> Board | None:
        return self._boards[name]

    def replace(self, channels: Sequence[Served]) -> None:
        """Offer these and no others. Who looks at what is gone, or is protected otherwise, is parted from it."""
        boards: dict[str, Board | None] = {}
        proofs: dict[str, Proof | None] = {}
        for one in channels:
            name, track, proof = one.channel.id, one.channel.video, _proof(one.settings)
            before = self._boards.get(name)
            proofs[name] = proof
            if before is not None and before.track is track and self._proofs[name] == proof and not before.ended:
                boards[name] = before
            else:
                boards[name] = Board(track, self._guard(proof)) if track is not None else None
        gone = [board for name, board in self._boards.items() if board is not None and boards.get(name) is not board]
        self._boards, self._proofs = boards, proofs
        for board in gone:
            board.end()

    def _guard(self, proof: Proof | None) -> Guard | None:
        if proof is None:
            return None
        user, password, schemes = proof
        return Guard("Callcast", Credentials(user, password), schemes, self._nonces)


def _proof(settings: Protected) -> Proof | None:
    if settings.user is None or settings.password is None:
        return None
    return settings.user, settings.password, settings.auth
