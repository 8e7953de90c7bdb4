"""The shared secret of the local bus, and how either half proves to have it."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from callcast.bus.errors import KeyUnusable
from callcast.system import files

SIZE = 32
"""Bytes of the key, of a nonce and of a proof."""


def load_key(path: Path) -> bytes:
    """The key at `path`, made now if there is none; `KeyUnusable` says what is wrong with it."""
    try:
        _make(path)
        open_to_others = files.others_can_read(path)
        key = path.read_bytes()
    except OSError as error:
        how = "make room on its disk" if files.is_full(error) else "let this user write to that folder"
        raise KeyUnusable(path, f"cannot be used ({error.strerror})", how) from error
    if open_to_others:
        raise KeyUnusable(path, "can be read by other users", "delete it and start again: a new one is made")
    if len(key) != SIZE:
        raise KeyUnusable(
            path, f"has {len(key)} bytes instead of {SIZE}", "delete it and start again: a new one is made"
        )
    return key


def proof(key: bytes, role: bytes, player_nonce: bytes, desk_nonce: bytes) -> bytes:
    """What only a holder of `key` can say, once, as `role`: HMAC-SHA256 (RFC 2104) of role and both nonces."""
    return hmac.new(key, role + player_nonce + desk_nonce, hashlib.sha256).digest()


def _make(path: Path) -> None:
    """Exclusive: of two processes that start at once, one makes it, and the other reads it whole."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.token_bytes(SIZE))
        files.put_if_absent(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
