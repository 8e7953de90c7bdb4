"""Settings from the environment: `CALLCAST_WEB__LISTEN`, `CALLCAST_CHANNELS__0__NAME`."""

from collections.abc import Mapping
from typing import Any

from callcast.settings import toml
from callcast.settings.fault import PREFIX, Fault, printable
from callcast.settings.shape import Model, Step, Steps, is_text, item, keys, tables

INDEX_DIGITS = 4
"""A list item's number has at most so many digits."""

OTHERS = ("CALLCAST_DATA", "CALLCAST_TOKEN")
"""Variables of that prefix that are no settings: where the data folder is, and what commands sign in with."""


def variables(environ: Mapping[str, str]) -> dict[str, list[str]]:
    """Our variables with the words of their paths, in an order in which list items follow one another."""
    found = {name: name[len(PREFIX) :].lower().split("__") for name in environ if _ours(name)}
    return {name: found[name] for name in sorted(found, key=lambda name: (_order(found[name]), name))}


def _ours(name: str) -> bool:
    return name.startswith(PREFIX) and name not in OTHERS


def _order(words: list[str]) -> list[tuple[int, str]]:
    return [(len(word) if word.isdigit() else 0, word) for word in words]


def overlay(model: Model, tree: dict[str, Any], name: str, words: list[str], text: str) -> tuple[Steps, Fault | None]:
    """Write `text`, the value of variable `name`, into `tree` where `words` say.

    Returns the path written, and the fault if nothing could be written. A word that is no key is written all
    the same: the model refuses it together with the other faults.
    """
    here: Any = tree
    path: Steps = ()
    if not _is_unicode(name + text):
        return path, Fault(path, "is not UTF-8; write it in UTF-8", name)
    annotation: Any = model
    for word in words[:-1]:
        step = _step(here, word)
        if step is None:
            return path, Fault(path, _refusal(here, word), name)
        annotation = _annotation(annotation, step)
        path = (*path, step)
        here = _enter(here, step, [] if annotation is not None and item(annotation) is not None else {})
    step = _step(here, words[-1])
    if step is None:
        return path, Fault(path, _refusal(here, words[-1]), name)
    _put(here, step, _value(_annotation(annotation, step), text))
    return (*path, step), None


def _is_unicode(text: str) -> bool:
    """Bytes that are no UTF-8 come from the operating system as lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _step(here: Any, word: str) -> Step | None:
    """The key or index that `word` is in `here`; None when it can be none."""
    if isinstance(here, dict):
        return word
    if isinstance(here, list) and word.isascii() and word.isdigit() and len(word) <= INDEX_DIGITS:
        return int(word) if int(word) <= len(here) else None
    return None


def _refusal(here: Any, word: str) -> str:
    if isinstance(here, list):
        return f'needs a number from 0 to {len(here)} in place of "{printable(word.upper())}"'
    return f'cannot be set, since there is a plain value where "{printable(word.upper())}" needs a table'


def _annotation(above: Any, step: Step) -> Any:
    if above is None:
        return None
    return item(above) if isinstance(step, int) else keys(tables(above)).get(step)


def _enter(here: Any, step: Step, empty: Any) -> Any:
    if not _present(here, step):
        _put(here, step, empty)
    return here[step]


def _present(here: Any, step: Step) -> bool:
    return step < len(here) if isinstance(step, int) else step in here


def _put(here: Any, step: Step, value: Any) -> None:
    if isinstance(here, list) and step == len(here):
        here.append(value)
    else:
        here[step] = value


def _value(annotation: Any, text: str) -> Any:
    if annotation is None or is_text(annotation):
        return text
    try:
        return toml.value(text)
    except ValueError:
        return text  # the model says what would be right
