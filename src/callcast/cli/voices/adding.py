"""Adding a voice: what is asked for, shown, agreed to, had, looked at, and put in its place."""

import hashlib
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import invalidate_caches
from pathlib import Path

from callcast import extras
from callcast.cli.errors import BadInput
from callcast.cli.voices import archive, tools
from callcast.cli.voices.catalogue import (
    AptSource,
    Catalogue,
    Entry,
    ExtraSource,
    HttpSource,
    PackageSource,
    Source,
    is_url,
)
from callcast.cli.voices.download import Downloader, Wanted, digest
from callcast.cli.voices.errors import BadPack
from callcast.cli.voices.progress import megabytes, shown
from callcast.cli.voices.recognise import Found, piper, recognise
from callcast.cli.voices.shelf import Record, Shelf
from callcast.system.terminal import is_terminal

NOT_TOLD = "not stated in it; see where you have it from"


@dataclass(frozen=True)
class Adder:
    """Adds voices to `shelf`. `agree` asks a person about lines it is given, and raises when the answer is no.

    `base` is a folder or an address that has the files of sources, in place of where they are had from else.
    """

    shelf: Shelf
    downloader: Downloader
    agree: Callable[[str, list[str]], None]
    base: str | None = None

    def entry(self, entry: Entry) -> Record | None:
        """A voice of the catalogue; None when all of it is there already."""
        missing = [source for source in entry.sources if not has(self.shelf, entry, source)]
        if not missing:
            return None
        lines = [f"{entry.title} ({', '.join(entry.languages)})", f"licence: {entry.licence}"]
        self.agree(entry.name, [*lines, *(f"fetched: {_described(source, self.base)}" for source in missing)])
        for source in missing:
            if isinstance(source, ExtraSource):
                with shown(f"{entry.name}: {_described(source)}"):
                    tools.add_extra(source)
                    invalidate_caches()
            elif isinstance(source, AptSource):
                with shown(f"{entry.name}: {_described(source)}"):
                    tools.add_apt(source, on_terminal=is_terminal(sys.stdin))
        if not any(source in missing for source in entry.files):
            return _of_packages(entry)
        with self.shelf.staging(entry.name) as staged:
            found = self._files(entry, staged)
            return self.shelf.put(found, "the catalogue", version(entry))

    def url(self, url: str, name: str | None, sha256: str | None) -> Record:
        """A voice at an address: an archive, or a voice of Piper, whose second file is beside the first."""
        wanted = Wanted(url, sha256)
        what = wanted.file_name or wanted.shown
        with self.shelf.staging(what) as staged:
            with shown(f"fetching {what}") as progress:
                path = self.downloader.fetch(wanted, progress)
            if wanted.file_name.endswith(".onnx"):
                model = path.rename(staged / what)
                place, mark, query = url.partition("?")
                beside = Wanted(f"{place}.json{mark}{query}")
                with shown(f"fetching {beside.file_name}") as progress:
                    self.downloader.fetch(beside, progress).rename(staged / f"{what}.json")
                return self._agreed(piper(model, what), wanted.shown)
            return self._archive(path.rename(staged / "archive"), staged, what, name, wanted.shown)

    def path(self, path: Path, name: str | None) -> Record:
        """A voice in a folder, an archive or, of Piper, a file."""
        what = path.name or str(path)
        if path.is_dir():
            return self._agreed(recognise(path.absolute(), what, name), str(path.absolute()))
        if path.suffix == ".onnx":
            return self._agreed(piper(path, what), str(path.absolute()))
        with self.shelf.staging(what) as staged:
            return self._archive(path, staged, what, name, str(path.absolute()))

    def _archive(self, path: Path, staged: Path, what: str, name: str | None, source: str) -> Record:
        if not archive.is_archive(path):
            raise BadPack(what, "it is no archive; a voice comes as .zip, .tar.gz or .tar.xz, or as a folder")
        into = staged / _stem(what)
        into.mkdir()
        archive.unpack(path, into, what)
        return self._agreed(recognise(into, what, name), source)

    def _agreed(self, found: Found, source: str) -> Record:
        self.agree(found.name, [found.title, f"licence: {found.licence or NOT_TOLD}"])
        return self.shelf.put(found, source)

    def _files(self, entry: Entry, staged: Path) -> Found:
        """The files of an entry, fetched, checked, and taken out of their archives."""
        into = staged / entry.name
        into.mkdir()
        whole = False
        for source in entry.files:
            path = self._fetched(entry, source, staged)
            if source.take:
                archive.take(path, source.take, into, entry.name)
            else:
                archive.unpack(path, into, entry.name)
                whole = True
            path.unlink()
        for file, sha256 in entry.whole.items():
            if not (into / file).is_file() or digest(into / file) != sha256:
                raise BadPack(entry.name, f"the checksum of {file} differs from the catalogue's; try again later")
        if whole:
            found = recognise(into, entry.name, entry.name)
            if found.engine != entry.engine:
                raise BadPack(entry.name, f"it is for {found.engine}, and not for {entry.engine} as the catalogue says")
            return found
        files = {path.relative_to(into).as_posix(): path for path in into.rglob("*") if path.is_file()}
        own = entry.engine in ("bank", "sherpa")
        return Found(entry.engine, entry.name, own, files, entry.title, entry.licence)

    def _fetched(self, entry: Entry, source: PackageSource | HttpSource, staged: Path) -> Path:
        """The archive of `source`, checked; the caller removes it."""
        what = f"{entry.name}: {_described(source, self.base)}"
        if self.base is not None and not is_url(self.base):
            return _copied(Path(self.base, source.file), source, staged)
        if isinstance(source, HttpSource) or self.base is not None:
            url = f"{self.base.rstrip('/')}/{source.file}" if self.base is not None else getattr(source, "url", "")
            if not is_url(url):
                return _copied(_local(url), source, staged)
            with shown(what) as progress:
                return self.downloader.fetch(Wanted(url, source.sha256, source.size), progress)
        with shown(what):
            path = tools.fetch(source, staged)
        _check(path, source)
        return path


def has(shelf: Shelf, entry: Entry, source: Source) -> bool:
    """Whether what `source` gives is here already."""
    if isinstance(source, ExtraSource):
        return not extras.is_missing(source.extra)
    if isinstance(source, AptSource):
        return Path(source.shows).is_dir()
    ours = (entry.name, entry.engine, version(entry))
    return any((record.name, record.engine, record.version) == ours for record in shelf.installed())


def is_complete(entry: Entry, shelf: Shelf) -> bool:
    """Whether all of it is here."""
    return all(has(shelf, entry, source) for source in entry.sources)


def version(entry: Entry) -> str:
    """Tells what an entry gives from what another version of it gives."""
    told = "\n".join(f"{source.sha256} {sorted(source.take.items())}" for source in entry.files)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _of_packages(entry: Entry) -> Record:
    return Record(entry.name, entry.engine, entry.title, entry.licence, "the catalogue", "", (), False)


def _described(source: Source, base: str | None = None) -> str:
    """How much it is, and where it is had, which may be `base`."""
    size = megabytes(source.size)
    if base is not None and isinstance(source, (PackageSource, HttpSource)):
        return f"{size}, {source.file}"
    if isinstance(source, ExtraSource):
        return f"{size} by pip, for the extra {source.extra}"
    if isinstance(source, AptSource):
        return f"{size} by apt, the package {source.package}"
    if isinstance(source, PackageSource):
        return f"{size} by {source.kind}, {source.package} {source.version}"
    return f"{size}, {source.file}"


def _copied(path: Path, source: PackageSource | HttpSource, staged: Path) -> Path:
    """A link or copy of a file that is here already; checked."""
    if not path.is_file():
        raise BadInput(f"There is no file {path}; put {source.file} there, or name another folder with --from.")
    _check(path, source)
    copy = staged / source.file
    shutil.copyfile(path, copy)
    return copy


def _check(path: Path, source: PackageSource | HttpSource) -> None:
    if path.stat().st_size != source.size or digest(path) != source.sha256:
        reason = "its checksum differs from the catalogue's: it is another file, or damaged; fetch it again"
        raise BadPack(path.name, reason)


def _local(url: str) -> Path:
    """The path of a file: address."""
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    return Path(url2pathname(urlsplit(url).path))


def _stem(name: str) -> str:
    """The name of an archive without its endings."""
    for end in (".zip", ".gz", ".xz", ".bz2", ".tgz", ".txz", ".tar"):
        if name.lower().endswith(end):
            name = name[: -len(end)]
    return name.strip("-._ ")[:64] or "voice"


def chosen(what: str, catalogue: Callable[[], Catalogue]) -> Entry | str | Path:
    """What was asked for: an entry of the catalogue, an address, or a path; `BadInput` when it is none of them."""
    if is_url(what):
        return what
    path = Path(what)
    looks_like_one = path.is_absolute() or len(path.parts) > 1 or what.startswith(".") or path.suffix != ""
    if not looks_like_one and (entry := catalogue().find(what)):
        return entry
    if path.exists():
        return path
    if looks_like_one:
        raise BadInput(f"There is no {what[:200]}; name a folder or an archive of a voice, its address, or its name.")
    listed = catalogue()
    near = listed.meant(what)
    hint = f'did you mean "{near}"?' if near else f"there are: {', '.join(one.name for one in listed.voices)}."
    raise BadInput(f'There is no voice "{what[:40]}" in the catalogue; {hint}')
