"""What pydantic refuses, said as a person would say it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError

from callcast.nearest import nearest
from callcast.player.playout.settings import CHANNEL_ID
from callcast.player.speech.settings import MEMBER, VOICE
from callcast.settings.fault import Fault, lookup, quoted
from callcast.settings.shape import Model, Steps, item, keys_at, tables

_FORMS = {
    CHANNEL_ID: "made of a-z, 0-9, - and _, at most 64 of them, the first a letter or a digit",
    VOICE: 'written engine:name, such as "espeak:en-us"',
    MEMBER: 'written engine or engine:voice, such as "kokoro" or "espeak:cmn"',
}
"""Patterns, said in words."""

_EXPECTED: dict[str, Callable[[dict[str, Any]], str]] = {
    "int_type": lambda _: "a whole number",
    "int_parsing": lambda _: "a whole number",
    "int_parsing_size": lambda _: "a smaller whole number",
    "int_from_float": lambda _: "a whole number",
    "float_type": lambda _: "a number",
    "float_parsing": lambda _: "a number",
    "finite_number": lambda _: "a finite number",
    "bool_type": lambda _: "true or false",
    "bool_parsing": lambda _: "true or false",
    "string_type": lambda _: "a text in quotes",
    "string_unicode": lambda _: "a text in UTF-8",
    "list_type": lambda _: 'a list such as ["a", "b"]',
    "tuple_type": lambda _: 'a list such as ["a", "b"]',
    "dict_type": lambda _: "a table",
    "model_type": lambda _: "a table",
    "model_attributes_type": lambda _: "a table",
    "greater_than": lambda ctx: f"more than {ctx['gt']}",
    "greater_than_equal": lambda ctx: f"at least {ctx['ge']}",
    "less_than": lambda ctx: f"less than {ctx['lt']}",
    "less_than_equal": lambda ctx: f"at most {ctx['le']}",
    "multiple_of": lambda ctx: f"a multiple of {ctx['multiple_of']}",
    "string_too_short": lambda ctx: f"at least {_count(ctx['min_length'], 'character')} long",
    "string_too_long": lambda ctx: f"at most {_count(ctx['max_length'], 'character')} long",
    "too_short": lambda ctx: f"at least {_count(ctx['min_length'], 'item')} long",
    "too_long": lambda ctx: f"at most {_count(ctx['max_length'], 'item')} long",
    "string_pattern_mismatch": lambda ctx: _FORMS.get(ctx["pattern"], f"of the form {ctx['pattern']}"),
    "literal_error": lambda ctx: f"one of {ctx['expected']}",
    "enum": lambda ctx: f"one of {ctx['expected']}",
}


def faults(error: ValidationError, model: Model, tree: dict[str, Any]) -> list[Fault]:
    """The faults in `tree` that `error` tells of, one for each place, even where several types were tried."""
    by_path: dict[Steps, list[Any]] = {}
    for detail in map(_of_kind, error.errors(include_url=False)):
        if not _consequence(detail):
            path = _place(detail["loc"], tree, missing=detail["type"] == "missing")
            by_path.setdefault(path, []).append(detail)
    return [Fault(path, _text(path, model, details)) for path, details in by_path.items()]


def _consequence(detail: Any) -> bool:
    """A list is called too short too when it is long enough but its items are wrong."""
    return bool(detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"])


def _of_kind(detail: Any) -> Any:
    """A wrong or a missing `kind`, of which pydantic says that the table around it is wrong."""
    loc = (*detail["loc"], "kind")
    if detail["type"] == "union_tag_not_found":
        return {**detail, "type": "missing", "loc": loc}
    if detail["type"] == "union_tag_invalid":
        ctx = detail["ctx"]
        return {"type": "literal_error", "loc": loc, "input": ctx["tag"], "ctx": {"expected": ctx["expected_tags"]}}
    return detail


def _place(loc: Steps, tree: dict[str, Any], *, missing: bool) -> Steps:
    """`loc` without the names of the types that pydantic tried, which are not in `tree`; the last may be `missing`."""
    path: Steps = ()
    for number, step in enumerate(loc, 1):
        above = lookup(tree, path)
        if isinstance(above, (dict, list)) and (_has(above, step) or (missing and number == len(loc))):
            path = (*path, step)
    return path


def _has(above: Any, step: str | int) -> bool:
    return isinstance(step, int) and step < len(above) if isinstance(above, list) else step in above


def _text(path: Steps, model: Model, details: Sequence[Any]) -> str | None:
    kinds = {detail["type"] for detail in details}
    if "extra_forbidden" in kinds:
        return None
    if "missing" in kinds:
        return "is missing, and has no default"
    shown = quoted(details[0]["input"], path)
    for detail in details:
        if detail["type"] in ("value_error", "assertion_error"):
            return f"is wrong: {_plain(str(detail['ctx']['error']))}"
    right = " or ".join(dict.fromkeys(_right(detail) for detail in details))
    if kinds & {"list_type", "tuple_type"} and _holds_tables(path, model):
        right = f"tables, each under a line [[{path[-1]}]]"
    return f"is {shown}, but should be {right}{_hint(details)}"


def _holds_tables(path: Steps, model: Model) -> bool:
    return bool(tables(item(keys_at(model, path[:-1]).get(str(path[-1])))))


def _right(detail: Any) -> str:
    say = _EXPECTED.get(detail["type"])
    return say(detail.get("ctx", {})) if say else f"otherwise ({_plain(detail['msg'])})"


def _hint(details: Sequence[Any]) -> str:
    """The one of the words allowed that was probably meant."""
    words = [
        word for detail in details for word in re.findall("'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
    ]
    value = details[0]["input"]
    meant = nearest(value, words) if isinstance(value, str) else None
    return f"; did you mean {quoted(meant)}?" if meant else ""


def _plain(text: str) -> str:
    return text.rstrip(".")[:300]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
