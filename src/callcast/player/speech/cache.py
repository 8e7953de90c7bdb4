"""Clips on disk, so that what was said once is said at once.

A file is a magic, the SHA-256 of its samples, and the samples (16 bit little-endian). It is written beside its place
and renamed, so that a reader sees all of it or nothing; a damaged one is dropped when it is read. Several processes may
share a folder. Nothing here raises for a disk that is full or forbidden: `state` says so, and the clip is spoken.
"""

import logging
import os
import time
from collections import OrderedDict
from pathlib import Path

import numpy as np

from callcast.player.media.clip import Clip
from callcast.player.speech.key import Key
from callcast.system.files import PART, write_whole

log = logging.getLogger(__name__)

_MAGIC = b"callcast clip 1\n"
_HEAD = len(_MAGIC) + 32
_FULL = 0.9
"""How full, as a part of the bound, an eviction leaves the folder: so that not each store evicts."""
_STALE = 3600.0
"""Seconds after which another's unfinished file is litter."""


class Memory:
    """The clips used last, of `bound` bytes in all. Not for threads."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._size = 0
        self._clips: OrderedDict[str, Clip] = OrderedDict()

    def get(self, key: Key) -> Clip | None:
        """The clip, which is thereby used."""
        clip = self._clips.get(key.name)
        if clip is not None:
            self._clips.move_to_end(key.name)
        return clip

    def put(self, key: Key, clip: Clip) -> None:
        """Keep it, and forget the least used."""
        old = self._clips.pop(key.name, None)
        self._size += clip.samples.nbytes - (old.samples.nbytes if old is not None else 0)
        self._clips[key.name] = clip
        while self._size > self._bound:
            self._size -= self._clips.popitem(last=False)[1].samples.nbytes


class Disk:
    """The clips in `folder`, of `bound` bytes in all, the least used evicted. Blocks: call it in a thread."""

    def __init__(self, folder: Path, bound: int) -> None:
        """`folder` is made when it is first needed."""
        self._folder = folder
        self._bound = bound
        self.state = "ready"

    def get(self, key: Key) -> Clip | None:
        """The clip, whole and undamaged, which is thereby used; or None."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._fault("read", error)
            return None
        clip = _decode(data)
        try:
            if clip is None:
                log.warning("The clip %s was damaged and is made again.", path)
                path.unlink(missing_ok=True)
            else:
                os.utime(path)
        except OSError as error:
            self._fault("changed", error)
        return clip

    def put(self, key: Key, clip: Clip) -> None:
        """Keep it, unless it is empty or larger than the bound."""
        data = _MAGIC + bytes.fromhex(clip.digest) + clip.samples.astype("<i2", copy=False).tobytes()
        if not clip.ticks or len(data) > self._bound:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(self._path(key), data)
            self._evict()
        except OSError as error:
            self._fault("written", error)
        else:
            self.state = "ready"

    def _path(self, key: Key) -> Path:
        return self._folder / f"{key.name}.clip"

    def _write(self, path: Path, data: bytes) -> None:
        try:
            write_whole(path, data)
        except PermissionError:
            if not path.exists():  # Windows: another process has the same clip open, which is as good
                raise

    def _evict(self) -> None:
        """Hold the folder to its bound. One process at a time: who finds another at it leaves it to that one."""
        if self._measure()[0] <= self._bound:
            return
        import filelock

        try:
            with filelock.FileLock(self._folder / "lock", timeout=0):
                size, files = self._measure()
                for _, length, path in sorted(files):
                    if size <= _FULL * self._bound:
                        break
                    try:
                        path.unlink(missing_ok=True)
                        size -= length
                    except PermissionError:  # Windows: it is being read
                        log.debug("%s is in use and stays for now", path)
        except filelock.Timeout:
            log.debug("another process evicts")

    def _measure(self) -> tuple[int, list[tuple[float, int, Path]]]:
        """Bytes in all, and each file's last use, length and path."""
        now, files = time.time(), []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                try:
                    status = entry.stat()
                except FileNotFoundError:
                    continue
                if entry.name.endswith(".clip"):
                    files.append((status.st_mtime, status.st_size, Path(entry.path)))
                elif entry.name.endswith(PART) and now - status.st_mtime > _STALE:
                    Path(entry.path).unlink(missing_ok=True)
        return sum(length for _, length, _ in files), files

    def _fault(self, verb: str, error: OSError) -> None:
        """Visible in `state`; in the log once, until a clip could be stored again."""
        reason = (
            f"clips in {self._folder} cannot be {verb} ({error.strerror}): calls are spoken, but made anew each time; "
            "free some space or correct the folder's permissions."
        )
        if self.state == "ready":
            log.warning("The clip cache is out of use: %s", reason)
        self.state = reason


def _decode(data: bytes) -> Clip | None:
    """The clip in a file's bytes; None unless they are exactly what was written."""
    if not data.startswith(_MAGIC) or len(data) <= _HEAD or (len(data) - _HEAD) % 2:
        return None
    clip = Clip(np.frombuffer(data, dtype="<i2", offset=_HEAD).astype(np.int16, copy=False))
    return clip if bytes.fromhex(clip.digest) == data[len(_MAGIC) : _HEAD] else None
