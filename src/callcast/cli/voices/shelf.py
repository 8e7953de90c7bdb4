"""The folder of installed voices: what stands there, and how something is put there whole or not at all.

A voice's files come into a folder beside their place, `.installing`, and are renamed when all is well; a record in
`.installed` then tells what belongs to it.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from callcast.cli.voices.errors import NotInstalled
from callcast.cli.voices.recognise import Found
from callcast.player.speech.bank import pack
from callcast.player.speech.settings import SpeechSettings
from callcast.system.files import remedy

_STAGING = ".installing"


@dataclass(frozen=True)
class Record:
    """A voice that was installed: its `files` lie in `folder`; `source` is where it came from.

    `version` tells one of the catalogue's from the next.
    """

    name: str
    engine: str
    title: str
    licence: str
    source: str
    folder: str
    files: tuple[str, ...]
    own: bool
    version: str = ""

    @property
    def home(self) -> Path:
        """Where its files are."""
        return Path(self.folder, self.name) if self.own else Path(self.folder)

    @property
    def there(self) -> bool:
        """All its files are."""
        return all((self.home / file).is_file() for file in self.files)


class Shelf:
    """All voices of these settings."""

    def __init__(self, speech: SpeechSettings) -> None:
        """`speech` must have a folder of voices."""
        assert speech.voices is not None
        self._speech, self.folder = speech, speech.voices
        self.downloads = self.folder / ".downloads"
        self._records = self.folder / ".installed"

    def of(self, engine: str) -> Path:
        """The folder of an engine."""
        return Path(self._speech.options(engine).get("folder") or self.folder / engine)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else installs or removes meanwhile; `NotInstalled`."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".lock")
            lock.acquire(timeout=0)
        except Timeout:
            raise NotInstalled("This voice", "another callcast installs one right now; try again after it") from None
        except OSError as error:
            reason = f"{self.folder} cannot be written ({error.strerror}); {remedy(error)}"
            raise NotInstalled("This voice", reason) from None
        with lock:
            yield

    @contextmanager
    def staging(self, what: str, engine: str | None = None) -> Iterator[Path]:
        """A folder beside the voices of `engine`, gone at the end, with what was left there by one who was killed."""
        above = (self.of(engine) if engine else self.folder) / _STAGING
        try:
            shutil.rmtree(above, ignore_errors=True)
            above.mkdir(parents=True)
            yield Path(tempfile.mkdtemp(dir=above))
        except OSError as error:
            reason = f"{above.parent} cannot be written ({error.strerror or error}); {remedy(error)}"
            raise NotInstalled(what, reason) from None
        finally:
            shutil.rmtree(above, ignore_errors=True)

    def put(self, found: Found, source: str, version: str = "") -> Record:
        """Copy what was found to its place, whole or not at all; `NotInstalled`."""
        folder = self.of(found.engine)
        record = Record(
            found.name,
            found.engine,
            found.title,
            found.licence,
            source,
            str(folder),
            tuple(sorted([*found.files, *found.texts])),
            found.own,
            version,
        )
        with self.staging(found.name, found.engine) as staged:
            new = staged / "new"
            for file, path in found.files.items():
                (new / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, new / file)
            for file, text in found.texts.items():
                (new / file).write_text(text, encoding="utf-8")
            if found.own:
                _swap(new, record.home, staged / "old")
            else:
                for file in record.files:
                    (folder / file).parent.mkdir(parents=True, exist_ok=True)
                    (new / file).replace(folder / file)
            self._write(record)
        return record

    def _write(self, record: Record) -> None:
        self._records.mkdir(exist_ok=True)
        draft = self._record_file(record).with_suffix(".new")
        draft.write_text(json.dumps(asdict(record), ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(self._record_file(record))

    def _record_file(self, record: Record) -> Path:
        return self._records / f"{record.engine}.{record.name}.json"

    def installed(self) -> list[Record]:
        """Those that were, and packs that were recorded or put there by hand; sorted."""
        records = [record for file in _listed(self._records) if (record := _read(file)) and record.there]
        known = {record.home for record in records}
        folder = self.of("bank")
        own = [home for home in _listed(folder) if home not in known and _is_pack(home)]
        records += [Record(home.name, "bank", "voice pack of your own", "", "", str(folder), (), True) for home in own]
        return sorted(records, key=lambda record: (record.engine, record.name))

    def remove(self, record: Record) -> None:
        """Remove it; `NotInstalled` when the machine does not let us."""
        with self.staging(record.name, record.engine) as staged:
            if record.own:
                record.home.rename(staged / "old")
            else:
                for file in record.files:
                    (record.home / file).unlink(missing_ok=True)
            self._record_file(record).unlink(missing_ok=True)


def _swap(new: Path, place: Path, old: Path) -> None:
    """Have `new` stand at `place`; what stood there goes to `old`, and comes back if that does not work."""
    with suppress(FileNotFoundError):
        place.rename(old)
    try:
        new.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise


def _is_pack(home: Path) -> bool:
    return not home.name.startswith(".") and home.is_dir() and pack.is_pack(home)


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _read(file: Path) -> Record | None:
    if file.suffix != ".json":
        return None
    try:
        tree = json.loads(file.read_bytes())
        return Record(**{**tree, "files": tuple(tree["files"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None  # of another version, or damaged: its files count as put there by hand
