"""Layout files: TOML to a Layout, or one sentence that says what is wrong in it."""

import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from callcast.nearest import nearest
from callcast.player.board.errors import LayoutError
from callcast.player.board.layout import HEX, Background, Box, Cell, FontFiles, Frame, Layout, Logo, Table, Text
from callcast.player.board.names import SHIPPED

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SIZE_LIMIT = 200_000
"""Bytes of a layout file."""

_KINDS: dict[str, type[BaseModel]] = {"box": Box, "text": Text, "table": Table, "logo": Logo}
_COLOURS = ("colour", "to", "fill", "flash_fill", "flash_colour", "rule", "lit_fill", "lit_colour")


def read(name: str) -> Layout:
    """The layout shipped under `name`, or in the file of that path. Raises `LayoutError`."""
    tree = _tree(name)
    try:
        layout = Layout.model_validate(tree)
    except ValidationError as error:
        raise LayoutError(name, _sentence(error, tree)) from None
    if fault := next(_faults(layout), None):
        raise LayoutError(name, fault)
    return layout


def _tree(name: str) -> dict[str, Any]:
    try:
        if name in SHIPPED:
            data = (files("callcast.player.board") / "layouts" / f"{name}.toml").read_bytes()
        else:
            with Path(name).open("rb") as file:
                data = file.read(SIZE_LIMIT + 1)
    except (OSError, ValueError):
        meant = nearest(name, SHIPPED)
        hint = f'did you mean "{meant}"?' if meant else f"there are {', '.join(SHIPPED)}, or give the path of a file."
        raise LayoutError(name, f"there is no such file that can be read; {hint}") from None
    if len(data) > SIZE_LIMIT:
        raise LayoutError(name, f"it is larger than {SIZE_LIMIT:,} bytes; give the path of a layout file.")
    try:
        return tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except RecursionError:
        raise LayoutError(name, "it is nested too deeply; a layout is at most four tables deep.") from None
    except ValueError as error:  # UnicodeDecodeError, too
        raise LayoutError(name, f"it is not TOML ({str(error).rstrip('.')}); mend that line.") from None


def _sentence(error: ValidationError, tree: dict[str, Any]) -> str:
    """The first fault, with its place, and the key that was probably meant."""
    detail = error.errors(include_url=False)[0]
    steps = [step for step in detail["loc"] if isinstance(step, int) or step not in _KINDS]
    where = _where(steps[:-1]) if steps else "the whole"
    if detail["type"] == "extra_forbidden":
        known = _keys(detail["loc"][:-1])
        meant = nearest(str(steps[-1]), known)
        hint = f'did you mean "{meant}"?' if meant else f"there are: {', '.join(known)}."
        return f'{where} has no key "{str(steps[-1])[:60]}"; {hint}'
    if detail["type"] == "missing":
        return f'{where} lacks the key "{steps[-1]}"; add it.'
    if detail["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return f"{_where(steps)} should have a kind, one of {', '.join(_KINDS)}."
    should = detail["msg"].removeprefix("Input ").replace("should", "but should", 1).rstrip(".")
    return f"{_where(steps)} is {str(detail['input'])[:60]!r}, {should}."


def _where(steps: list[str | int]) -> str:
    """`landscape.items number 3, w`."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f" number {step + 1}"
        else:
            text += f"{', ' if text[-1:].isdigit() else '.' if text else ''}{str(step)[:60]}"
    return text or "the layout"


def _keys(loc: tuple[int | str, ...]) -> list[str]:
    """The keys of the table at `loc`."""
    model: type[BaseModel] = Layout
    for step in loc:
        if step in ("landscape", "portrait"):
            model = Frame
        elif step in _KINDS:
            model = _KINDS[str(step)]
        elif step == "cells":
            model = Cell
        elif step in ("background", "fonts"):
            model = Background if step == "background" else FontFiles
    return list(model.model_fields)


def _faults(layout: Layout) -> Iterator[str]:
    """What is wrong beyond what each key must be alone."""
    for name, colour in layout.colours.items():
        if not HEX.fullmatch(colour):
            yield f'the colour {name} is "{colour[:20]}", but should be like "#1d3b39".'
    yield from _wrong_colours(layout, layout.background, "background")
    for form in ("landscape", "portrait"):
        frame: Frame | None = getattr(layout, form)
        for number, item in enumerate(frame.items if frame else (), 1):
            assert frame is not None
            where = f"{form}.items number {number} ({item.kind})"
            yield from _outside(frame, item, where)
            yield from _wrong_colours(layout, item, where)
            if isinstance(item, Text):
                yield from _wrong_text(layout, item, where)
            elif isinstance(item, Table):
                yield from _wrong_table(layout, item, where)


def _outside(frame: Frame, item: Any, where: str) -> Iterator[str]:
    width, height = frame.size
    if item.x + item.w > width or item.y + item.h > height:
        yield (
            f"{where} reaches to ({item.x + item.w:g}, {item.y + item.h:g}), outside the frame of {width} x {height}; "
            "move it, or make it smaller."
        )


def _wrong_colours(layout: Layout, part: BaseModel, where: str) -> Iterator[str]:
    for key in _COLOURS:
        colour = getattr(part, key, None)
        if isinstance(colour, str) and colour not in layout.colours and not HEX.fullmatch(colour):
            meant = nearest(colour, layout.colours)
            hint = f'did you mean "{meant}"?' if meant else 'write one like "#1d3b39", or name it in [colours].'
            yield f'{where} has the {key} "{colour[:30]}", which is none; {hint}'


def _wrong_text(layout: Layout, item: Text, where: str) -> Iterator[str]:
    if (item.show is None) == (item.label is None):
        yield f"{where} should have either show or label."
    elif item.label is not None and item.label not in layout.labels:
        meant = nearest(item.label, layout.labels)
        hint = f'did you mean "{meant}"?' if meant else f"add [labels.{item.label[:30]}]."
        yield f'{where} has the label "{item.label[:30]}", which is not under [labels]; {hint}'


def _wrong_table(layout: Layout, item: Table, where: str) -> Iterator[str]:
    if not all(1 <= columns <= 12 and 1 <= rows <= 30 for columns, rows in item.grids):
        yield f"{where} has a grid that is not of 1 to 12 columns and 1 to 30 rows."
    for number, cell in enumerate(item.cells, 1):
        yield from _wrong_colours(layout, cell, f"{where}, cell {number},")
        if cell.x + cell.w > 1.0001:
            yield f"{where}, cell {number}, reaches beyond its row: x + w is {cell.x + cell.w:g}; let it be at most 1."
