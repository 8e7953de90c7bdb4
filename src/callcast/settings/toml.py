"""The settings file: bytes to a tree of plain values, or one sentence that says where it is broken."""

import re
import sys
from pathlib import Path
from typing import Any

from callcast.errors import SettingsError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SIZE_LIMIT = 1_000_000
"""Bytes; a settings file is a few kilobytes, and a wrong path may name a film."""

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


_REMEDIES = (
    ("Cannot overwrite", "write each key and each table once"),
    ("Cannot declare", "write each table once, or as [[table]] each time if it is a list"),
    ("Cannot mutate", "write a table or a list in one place"),
    ("Duplicate", "write each key once"),
    ("Expected newline", "write one key a line"),
    ("Expected '='", 'write a key and a value, as in: name = "hall"'),
    ("Unescaped", "write a text with backslashes between single quotes"),
    ("Unclosed", "close it"),
    ("Unterminated", "close the quotes"),
    ("Illegal character", "close the quotes on their line"),
    ("Invalid statement", 'write [table], or a key and a value, as in: name = "hall"'),
    ("Expected ']'", "close the brackets"),
    ("", 'write a text in quotes, as in: name = "hall", a number without, or true or false'),
)
"""What to do, by how the parser's message begins."""


def read(path: Path) -> dict[str, Any]:
    """The tree in the file at `path`; `SettingsError` when it cannot be read or is no TOML."""
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise SettingsError(
            f"The settings file {path} does not exist; create it, or leave --config away.", str(path)
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SettingsError(
            f"The settings file {path} cannot be read ({reason}); let --config name one that can.",
            str(path),
        ) from None
    return parse(data, str(path))


def parse(data: bytes, name: str) -> dict[str, Any]:
    """The tree in `data`, which came from the file `name`."""
    if len(data) > SIZE_LIMIT:
        raise SettingsError(f"{name} is larger than {SIZE_LIMIT:,} bytes; is it a settings file?", name)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        raise SettingsError(f"{_at(name, *_end(before))} is not UTF-8; save the file as UTF-8.", name) from None
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise SettingsError(f"{name} is nested too deeply; settings are at most four tables deep.", name) from None
    except ValueError as error:
        raise SettingsError(_sentence(str(error), text, name), name) from None


def value(text: str) -> Any:
    """The TOML value that `text` is (as from the environment); `ValueError` when it is none."""
    try:
        tree = tomllib.loads(f"value = {text}\n")
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if set(tree) != {"value"}:
        raise ValueError("more than one value")
    return tree["value"]


def _sentence(message: str, text: str, name: str) -> str:
    place = _PLACE.search(message)
    if place is None:
        return f"{name} is not TOML: {message.partition(';')[0].rstrip('.')}; write a number of fewer digits."
    line, column = (int(place[1]), int(place[2])) if place[1] else _end(text)
    remedy = next(remedy for start, remedy in _REMEDIES if message.startswith(start))
    return f"{_at(name, line, column)} is not TOML: {message[: place.start()]}; {remedy}."


def _end(text: str) -> tuple[int, int]:
    lines = text.split("\n")
    return len(lines), len(lines[-1]) + 1


def _at(name: str, line: int, column: int) -> str:
    return f"{name}, line {line}, column {column},"
