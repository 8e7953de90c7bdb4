"""Voice packs: folders of recordings.

A pack is a folder with a `pack.toml` (see `manifest`), or with files `cmn-<pinyin><tone>.mp3`, as the collection
Audio-cmn has them, or both: a Mandarin manifest without [syllables] has those. Its name is the folder's; its voice is
`bank:<name>`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from callcast.player.speech.bank.manifest import FILE, SIZE_LIMIT, Manifest, parse
from callcast.player.speech.errors import PackError
from callcast.tags import primary

MAX_BYTES = 30 * 2**20
"""Of a recording's file."""
MAX_FILES = 20_000
"""Recordings of a pack."""

_AUDIO_CMN = re.compile(r"cmn-([a-z]+[1-5])\.(mp3|ogg|wav|flac|opus)")


@dataclass(frozen=True)
class Pack:
    """A voice: what is said -> the path of its recording, by table."""

    name: str
    manifest: Manifest
    phrases: Mapping[str, Path]
    digits: Mapping[str, Path]
    letters: Mapping[str, Path]
    syllables: Mapping[str, Path]
    recordings: Mapping[str, Path]

    @property
    def files(self) -> tuple[Path, ...]:
        """Those of all tables, each once, sorted."""
        tables = (self.phrases, self.digits, self.letters, self.syllables, self.recordings)
        return tuple(sorted({path for table in tables for path in table.values()}))


def is_pack(folder: Path) -> bool:
    """Whether `folder` is meant to be a pack, right or wrong."""
    return (folder / FILE).is_file() or bool(_audio_cmn(folder))


def read(folder: Path) -> Pack:
    """The pack in `folder`: its manifest and the files it names, which are there but have not been listened to.

    Raises `PackError`: one sentence for the first fault.
    """
    name = folder.name
    try:
        with (folder / FILE).open("rb") as file:
            manifest = parse(name, file.read(SIZE_LIMIT + 1))
    except FileNotFoundError:
        manifest = _described(folder)
    except OSError as error:
        raise PackError(name, f"its {FILE} cannot be read ({error.strerror})") from None
    if not manifest.syllables and primary(manifest.language) == "cmn":
        manifest = manifest.model_copy(update={"syllables": _audio_cmn(folder)})
    tables = manifest.tables()
    count = sum(map(len, tables.values()))
    if not count:
        raise PackError(name, f"it is empty; name at least one recording in its {FILE}, as under [phrases]")
    if count > MAX_FILES:
        raise PackError(name, f"it has {count:,} recordings, more than {MAX_FILES:,}; make two packs of it")
    home = folder.resolve()
    found = {
        table: {said: _inside(name, home, f"[{table}] {said[:40]}", file) for said, file in entries.items()}
        for table, entries in tables.items()
    }
    return Pack(name, manifest, **found)


def _described(folder: Path) -> Manifest:
    """The manifest that a folder of Audio-cmn's syllables would have."""
    if not _audio_cmn(folder):
        raise PackError(folder.name, f"there is no {FILE} in {folder}; write one, or record a pack")
    return Manifest(name=folder.name[:100], language="zh")


def _audio_cmn(folder: Path) -> dict[str, str]:
    """Its syllables and their files; those that are no Mandarin, as "hng", do no harm."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:
        return {}
    return {match[1]: match[0] for match in filter(None, map(_AUDIO_CMN.fullmatch, names))}


def _inside(pack: str, home: Path, where: str, file: str) -> Path:
    """The path of `file` of the pack in `home`, which must be a file in it, of a bearable size."""
    told = f'its {where} names the file "{file[:80]}"'
    parts = PurePosixPath(file).parts
    if "\\" in file or "\0" in file:
        raise PackError(pack, f'{told}; write names with "/", such as "digits/0.wav"')
    if PurePosixPath(file).is_absolute() or PureWindowsPath(file).drive or ".." in parts:
        raise PackError(pack, f"{told}, which leads outside the pack; put the file into the folder of the pack")
    path = home.joinpath(*parts)
    try:
        if not path.resolve().is_relative_to(home):
            raise PackError(pack, f"{told}, which leads outside the pack; put the file into the folder of the pack")
        size = path.stat().st_size if path.is_file() else None
    except (OSError, ValueError, RuntimeError):  # too long a name; a ring of links
        size = None
    if size is None:
        raise PackError(pack, f"{told}, which is not there; add the file, or take it out of the {FILE}")
    if not size:
        raise PackError(pack, f"{told}, which is empty; record it again")
    if size > MAX_BYTES:
        most = MAX_BYTES // 2**20
        raise PackError(pack, f"{told}, which has {size / 2**20:,.0f} MiB; a recording has at most {most}")
    return path
