"""What may stand where: the settings model, asked about a path such as `("channels", 0, "name")`."""

import types
from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from callcast.address import Address

Step = str | int
Steps = tuple[Step, ...]
Model = type[BaseModel]


def members(annotation: Any) -> list[Any]:
    """The types that `annotation` allows, with unions and `Annotated` taken apart."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return members(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [member for part in get_args(annotation) for member in members(part)]
    return [annotation]


def tables(annotation: Any) -> list[Model]:
    """The tables among the types that `annotation` allows, or that its list or mapping holds."""
    found: list[Model] = []
    for member in members(annotation):
        if isinstance(member, type) and issubclass(member, BaseModel):
            found.append(member)
        elif get_origin(member) in (list, tuple, dict):
            found += [table for part in get_args(member) for table in tables(part)]
    return found


def item(annotation: Any) -> Any:
    """The annotation of the items of the list that may stand here; None when no list may."""
    parts = [
        part
        for member in members(annotation)
        if get_origin(member) in (list, tuple, set, frozenset)
        for part in get_args(member)
        if part is not Ellipsis
    ]
    return parts[0] if parts else None


def is_text(annotation: Any) -> bool:
    """Whether only a text may stand here, so that 0815 is a password and no number."""
    return all(_textual(member) for member in members(annotation) if member is not type(None))


def _textual(member: Any) -> bool:
    if get_origin(member) is Literal:
        return all(isinstance(choice, str) for choice in get_args(member))
    return member in (str, Address, Path) or (isinstance(member, type) and issubclass(member, (str, Enum, Path)))


def keys(models: Iterable[Model]) -> dict[str, Any]:
    """Key -> annotation, of all `models` together."""
    found: dict[str, Any] = {}
    for model in models:
        for name, field in model.model_fields.items():
            found[field.alias or name] = field.annotation
    return found


def keys_at(model: Model, path: Sequence[Step], kind: object = None) -> dict[str, Any]:
    """The keys that a table at `path`, of that `kind` where there are several, may have; empty where none may stand."""
    models = [model]
    for step in path:
        if isinstance(step, str):
            known = keys(models)
            models = tables(known[step]) if step in known else []
    return keys([one for one in models if kind in _kinds(one)] or models)


def _kinds(model: Model) -> tuple[object, ...]:
    """The values that its field `kind` may have."""
    field = model.model_fields.get("kind")
    return get_args(field.annotation) if field else ()
