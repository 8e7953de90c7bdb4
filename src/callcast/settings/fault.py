"""A fault in the settings, and the sentence a person reads about it."""

import json
import re
from dataclasses import dataclass
from typing import Any

from callcast.nearest import nearest
from callcast.settings.shape import Model, Steps, keys_at

PREFIX = "CALLCAST_"
SHOWN = 60
"""Characters of a foreign value that a sentence shows."""

LAST = 1_000_000
"""Where a key that is not in the tree stands in it."""

_SECRET = re.compile(r"password|secret|token|openai\.(key|headers)", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """What is wrong at `path`: an unknown key (`text` is None), or `text`, the rest of a sentence about it.

    `variable` is the environment variable to blame, where that is known beforehand.
    """

    path: Steps
    text: str | None = None
    variable: str | None = None


@dataclass(frozen=True)
class Source:
    """Where values came from: the file's name, if any, and variable -> path for those of the environment."""

    file: str | None
    variables: dict[str, Steps]

    def variable(self, path: Steps) -> str | None:
        """The variable that wrote at `path` or above it."""
        return next((name for name, written in self.variables.items() if path[: len(written)] == written), None)

    def variable_below(self, path: Steps) -> str | None:
        """The variable that made `path`, by writing in it."""
        return next((name for name, written in self.variables.items() if written[: len(path)] == path), None)


def variable_name(path: Steps) -> str:
    """The environment variable that writes at `path`."""
    return PREFIX + "__".join(str(step).upper() for step in path)


def quoted(value: Any, path: Steps = ()) -> str:
    """A foreign value on one short line; a password or key is not shown."""
    if _SECRET.search(".".join(map(str, path))):
        return "what it is (not shown here)"
    if isinstance(value, str):
        return json.dumps(printable(value), ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > 200:
        return "a number of many digits"
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a table"
    return str(value)


def printable(text: str, most: int = SHOWN) -> str:
    """`text` cut to one line of `most` characters that any terminal can show."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[: most + 1])
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def dotted(path: Steps) -> str:
    """`channels[0].id`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{printable(step)}" for step in path).lstrip(".")


def lookup(tree: Any, path: Steps) -> Any:
    """What stands at `path` in `tree`; None when nothing does."""
    for step in path:
        if isinstance(tree, dict) and isinstance(step, str):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree


def sentence(fault: Fault, model: Model, tree: dict[str, Any], source: Source) -> str:
    """One sentence: what is wrong, where, and what would be right."""
    variable = fault.variable or source.variable(fault.path)
    if fault.text is None:
        return _unknown(fault.path, model, tree, source)
    where = f"{source.file or 'In the environment'}: {_key(fault.path, tree)}"
    if variable:
        where = f"{printable(variable)} in the environment"
    return f"{where} {fault.text}" + ("" if fault.text.endswith("?") else ".")


def _key(path: Steps, tree: dict[str, Any]) -> str:
    if not path:
        return "the whole"
    if isinstance(path[-1], int):
        if path[:-1] and isinstance(lookup(tree, path), dict):
            return _table(path, tree)
        return f"item {path[-1] + 1} of {_key(path[:-1], tree)}"
    table = _table(path[:-1], tree)
    return f"{printable(path[-1])} in {table}" if table else printable(path[-1])


def _table(path: Steps, tree: dict[str, Any]) -> str:
    """`[web]`, or `[[channels]] number 2 ("lobby")`; empty for the top."""
    if not path:
        return ""
    names = ".".join(printable(step) for step in path if isinstance(step, str))
    if not isinstance(path[-1], int):
        return f"[{names}]"
    name = lookup(tree, (*path, "id"))
    return f"[[{names}]] number {path[-1] + 1}" + (f" ({quoted(name)})" if isinstance(name, str) else "")


def _unknown(path: Steps, model: Model, tree: dict[str, Any], source: Source) -> str:
    variable = source.variable(path) or source.variable_below(path)
    if variable and len(source.variables[variable]) >= len(path):
        return _unknown_variable(variable, source.variables[variable], len(path), model)
    return _unknown_key(path, model, tree, f"{variable} in the environment" if variable else source.file)


def _unknown_key(path: Steps, model: Model, tree: dict[str, Any], file: str | None) -> str:
    known = keys_at(model, path[:-1], lookup(tree, (*path[:-1], "kind")))
    meant = nearest(str(path[-1]), known)
    table = _table(path[:-1], tree)
    where = ": ".join(part for part in (file, table) if part) or "The settings"
    hint = f"did you mean {quoted(meant)}?" if meant else f"there are: {', '.join(known) or 'none'}."
    return f"{where} has no key {quoted(path[-1])}; {hint}"


def _unknown_variable(variable: str, written: Steps, depth: int, model: Model) -> str:
    """`depth` is the length of the path up to the word that is no key."""
    above = written[: depth - 1]
    known = keys_at(model, above)
    meant = nearest(str(written[depth - 1]), known)
    hint = (
        f"did you mean {variable_name((*above, meant, *written[depth:]))}?"
        if meant
        else f"there are: {', '.join(variable_name((*above, key)) for key in known) or 'none below it'}."
    )
    return f"{printable(variable)} in the environment names no setting; {printable(hint, 10 * SHOWN)}"


def place_in(tree: Any, path: Steps) -> list[int]:
    """A sort key: where `path` stands in `tree`, so that the first fault is the first one in the file."""
    order: list[int] = []
    for step in path:
        if isinstance(step, str):
            order.append(list(tree).index(step) if isinstance(tree, dict) and step in tree else LAST)
        else:
            order.append(step)
        tree = lookup(tree, (step,))
    return order
