"""A whole site as one JSON document that people can read and write: its lines, counters and items."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.errors import Wrong
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.item import Item
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.site import Site
from callcast.desk.queueing.setup.site_shapes import (
    ChoiceTable,
    CounterTable,
    FileTable,
    ItemTable,
    LineTable,
    OptionTable,
    PolicyTable,
    SiteTable,
)
from callcast.desk.queueing.words import listed, quoted

VERSION = 1
"""Of the document's shape: its key `callcast_site`."""

_WANTED = {
    "string_type": "file-wants-text",
    "float_type": "file-wants-number",
    "int_type": "file-wants-whole",
    "int_from_float": "file-wants-whole",
    "bool_type": "file-wants-truth",
    "tuple_type": "file-wants-list",
    "dict_type": "file-wants-table",
    "model_type": "file-wants-table",
    "file-wants-time": "file-wants-time",
    "file-wants-hours": "file-wants-hours",
}
"""The sentence on each type of pydantic's errors."""
_TABLES: dict[str, type[BaseModel]] = {
    "site": SiteTable,
    "lines": LineTable,
    "policy": PolicyTable,
    "counters": CounterTable,
    "items": ItemTable,
    "options": OptionTable,
    "choices": ChoiceTable,
}
"""What stands under each key."""


@dataclass(frozen=True)
class SiteFile:
    """Without the state of the day: versions are 0, counters are closed."""

    site: Site
    lines: tuple[Line, ...] = ()
    counters: tuple[Counter, ...] = ()
    items: tuple[Item, ...] = ()

    @classmethod
    def of(cls, floor: Floor) -> "SiteFile":
        """What is set up there."""
        return cls(
            replace(floor.site, version=0),
            tuple(replace(line, version=0) for line in floor.lines.values()),
            tuple(replace(one, version=0, open=False, operator="") for one in floor.counters.values()),
            tuple(replace(item, version=0) for item in floor.items.values()),
        )

    @classmethod
    def parse(cls, text: str | bytes) -> "SiteFile":
        """What is written there; `Wrong` with the place of the first thing that cannot be read."""
        try:
            return cls.from_json(json.loads(text))
        except json.JSONDecodeError as error:
            raise Wrong("file-no-json", "file", line=error.lineno, column=error.colno) from None
        except (ValueError, RecursionError):  # no UTF-8, a number of too many digits, too deep
            raise Wrong("file-no-json", "file", line=1, column=1) from None

    @classmethod
    def from_json(cls, document: object) -> "SiteFile":
        """What the parsed JSON says; `Wrong` as of `parse`. Whether it can be so is asked when it is imported."""
        try:
            return cls._of(FileTable.model_validate_json(json.dumps(document), strict=True))
        except ValidationError as error:
            raise _wrong(error, document) from None

    def to_json(self) -> dict[str, Any]:
        """The document; what is as usual is left out."""
        return {
            "callcast_site": VERSION,
            "site": SiteTable.of(self.site).model_dump(mode="json"),
            "lines": [_dumped(LineTable.of(line)) for line in self.lines],
            "counters": [_dumped(CounterTable.of(counter)) for counter in self.counters],
            "items": [_dumped(ItemTable.of(item)) for item in self.items],
        }

    def text(self) -> str:
        """The same as text, which ends with its line."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def _of(cls, table: FileTable) -> "SiteFile":
        return cls(
            table.site.value(),
            tuple(one.value() for one in table.lines),
            tuple(one.value() for one in table.counters),
            tuple(one.value() for one in table.items),
        )


def _dumped(table: BaseModel) -> dict[str, Any]:
    return table.model_dump(mode="json", exclude_defaults=True)


def _wrong(error: ValidationError, document: object) -> Wrong:
    """The first thing that is wrong, and what would be right."""
    first = error.errors(include_url=False)[0]
    kind, place = first["type"], first["loc"]
    field = _place(place, document)
    if place == ("callcast_site",) and kind == "literal_error":
        return Wrong("file-version", field, found=quoted(str(first["input"])), known=VERSION)
    if kind == "json_invalid":  # half of a pair of Unicode
        return Wrong("file-no-json", "file", line=1, column=1)
    if kind == "extra_forbidden":
        return Wrong("file-unknown-key", field, known=listed(_known(place)))
    if kind == "missing":
        return Wrong("file-missing", field)
    if kind in ("literal_error", "enum"):
        known = str(first.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
        return Wrong("file-wants-one-of", field, known=known)
    return Wrong(_WANTED.get(kind, "file-wants-text"), field)


def _place(place: Sequence[int | str], document: object) -> str:
    """`lines[2] ("ct").hours.mon`: entries of lists by their ids, too, which people look for."""
    written, here = "", document
    for part in (one for one in place if one != "[key]"):
        written += f"[{part}]" if isinstance(part, int) else f".{part}"
        here = _within(here, part)
        if isinstance(part, int) and isinstance(here, Mapping) and isinstance(here.get("id"), str):
            written += f" ({quoted(here['id'])})"
    return written.lstrip(".") or "file"


def _within(here: object, part: int | str) -> object:
    if isinstance(here, Mapping):
        return here.get(part)
    if isinstance(here, list) and isinstance(part, int) and part < len(here):
        return here[part]
    return None


def _known(place: Sequence[int | str]) -> tuple[str, ...]:
    """The keys of the table where the last part of `place` is none."""
    lists = [part for part in place[:-1] if isinstance(part, str)]
    return tuple(_TABLES[lists[-1]].model_fields if lists else FileTable.model_fields)
