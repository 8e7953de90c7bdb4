"""Archives from strangers: unpacked without leaving their folder, and without filling the disk.

Known by what they begin with, not by their names: zip (a wheel is one), and tar, packed by gzip, bzip2, xz or not.
"""

import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TypeAlias

from callcast.cli.voices.errors import BadPack

BLOCK = 1 << 20
"""Bytes that are written at once."""


@dataclass(frozen=True)
class Limits:
    """What an archive may become: `members` files, `size` bytes in all, `ratio` times its own beyond `free`."""

    size: int = 4 * 2**30
    members: int = 20_000
    ratio: int = 100
    free: int = 64 * 2**20


@dataclass(frozen=True)
class Member:
    """A file in an archive; `part` is its path in it, checked."""

    part: PurePosixPath
    open: Callable[[], IO[bytes]]


Wanted: TypeAlias = Mapping[str, str]
"""Names of members -> paths to write them to; several to one path are joined in the archive's order."""

_DAMAGED = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    ValueError,
    OverflowError,
    RuntimeError,  # a zip that wants a password
    NotImplementedError,
)
_FORBIDDEN = frozenset('\\:*?"<>|') | {chr(code) for code in range(32)} | {"\x7f"}
"""Letters that no file of a pack has: some system gives each a meaning of its own."""


def is_archive(path: Path) -> bool:
    """Whether it begins like one."""
    with path.open("rb") as file:
        head = file.read(512)
    packed = head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"))
    return packed or head[257:262] == b"ustar"


def unpack(archive: Path, into: Path, what: str, limits: Limits | None = None) -> None:
    """Unpack all of `archive` into the folder `into`; `BadPack` for `what`, which leaves half of it there."""
    _unpack(archive, what, limits or Limits(), lambda member: into.joinpath(*member.part.parts))


def take(archive: Path, wanted: Wanted, into: Path, what: str) -> None:
    """Write the members that are `wanted` into the folder `into`, behind what is there; `BadPack` if one is missing."""
    found: set[str] = set()

    def place(member: Member) -> Path | None:
        name = str(member.part)
        if name not in wanted:
            return None
        found.add(name)
        return into / wanted[name]

    _unpack(archive, what, Limits(), place, join=True)
    if missing := sorted(set(wanted) - found):
        raise BadPack(what, f'there is no "{missing[0]}" in {archive.name}; it is another version, take the one named')


def _unpack(
    archive: Path, what: str, limits: Limits, place: Callable[[Member], Path | None], *, join: bool = False
) -> None:
    left = min(limits.size, max(limits.free, limits.ratio * archive.stat().st_size))
    try:
        with _opened(archive, what, limits.members) as members:
            for member in members:
                if (path := place(member)) is not None:
                    left = _write(member, path, what, left, "ab" if join else "xb")
    except _DAMAGED as error:
        raise BadPack(what, f"it is damaged ({_reason(error)}); fetch it again, or ask who made it") from None
    except OSError as error:
        if error.errno is None:  # gzip's own
            raise BadPack(what, f"it is damaged ({error}); fetch it again, or ask who made it") from None
        raise


def _reason(error: Exception) -> str:
    return " ".join(str(error).rstrip(".").split())[:80] or type(error).__name__


def _write(member: Member, path: Path, what: str, left: int, mode: str) -> int:
    """Write it; how many bytes are `left` of what may be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise BadPack(what, f'"{_shown(member.part)}" is in a file in it, not in a folder; ask who made it') from None
    try:
        target = path.open(mode)
    except FileExistsError:
        raise BadPack(what, f'it has "{_shown(member.part)}" twice; ask who made it') from None
    except IsADirectoryError:
        raise BadPack(what, f'"{_shown(member.part)}" is a file and a folder in it; ask who made it') from None
    with target, member.open() as source:
        while block := source.read(BLOCK):
            left -= len(block)
            if left < 0:
                raise BadPack(what, "it becomes too large when it is unpacked, as if to fill the disk; do not use it")
            target.write(block)
    return left


@contextmanager
def _opened(archive: Path, what: str, most: int) -> Iterator[Iterator[Member]]:
    """Its files; `BadPack` for a member that may harm, or for more than `most`."""
    with archive.open("rb") as file:
        is_zip = file.read(2) == b"PK"
    if is_zip:
        with zipfile.ZipFile(archive) as packed:
            yield _counted(_of_zip(packed, what), what, most)
    else:
        with tarfile.open(archive) as packed_tar:
            yield _counted(_of_tar(packed_tar, what), what, most)


def _counted(members: Iterator[Member | None], what: str, most: int) -> Iterator[Member]:
    for count, member in enumerate(members):
        if count >= most:
            raise BadPack(what, f"it has more than {most:,} files; make several packs of it")
        if member is not None:
            yield member


def _of_zip(packed: zipfile.ZipFile, what: str) -> Iterator[Member | None]:
    """Its files, None for a folder."""
    for info in packed.infolist():
        part = _checked(info.filename, what)
        kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system == 3 else 0
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise BadPack(what, _no_file(part))
        yield None if info.is_dir() else Member(part, lambda info=info: packed.open(info))  # type: ignore[misc]


def _of_tar(packed: tarfile.TarFile, what: str) -> Iterator[Member | None]:
    """Its files, None for a folder."""
    for info in packed:
        part = _checked(info.name, what)
        if not (info.isreg() or info.isdir()):
            raise BadPack(what, _no_file(part))
        yield None if info.isdir() else Member(part, lambda info=info: _in_tar(packed, info))  # type: ignore[misc]


def _in_tar(packed: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = packed.extractfile(info)
    assert file is not None  # it is regular
    return file


def _no_file(part: PurePosixPath) -> str:
    return f'"{_shown(part)}" in it is a link or a device, which no pack needs; do not use it'


def _shown(part: PurePosixPath) -> str:
    return str(part)[:80]


def _checked(name: str, what: str) -> PurePosixPath:
    """The path that `name` is in the archive; `BadPack` if it may lead elsewhere on any system."""
    part = PurePosixPath(name)
    shown = "".join(letter if letter.isprintable() else "?" for letter in name)[:80]
    if part.is_absolute() or ".." in part.parts or "\\" in name or ":" in name:
        raise BadPack(what, f'"{shown}" in it leads outside its folder; do not use it')
    if _FORBIDDEN & set(name) or any(len(step.encode("utf-8", "replace")) > 255 for step in part.parts):
        raise BadPack(what, f'"{shown}" in it is no name of a file on every system; ask who made it')
    return part
