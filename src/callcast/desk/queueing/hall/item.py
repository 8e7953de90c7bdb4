"""What can be ordered."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One of the choices of an option; `price` is what it adds, in the smallest unit of the currency."""

    id: str
    name: str
    names: tuple[tuple[str, str], ...] = ()
    price: int = 0
    sold_out: bool = False


@dataclass(frozen=True)
class Option:
    """Of its `choices` a customer takes at least `least` and at most `most`."""

    id: str
    name: str
    choices: tuple[Choice, ...]
    names: tuple[tuple[str, str], ...] = ()
    least: int = 0
    most: int = 1


@dataclass(frozen=True)
class Item:
    """It is ordered at `line` (a stall), under `category`; `price` in the smallest unit of the currency, if told."""

    id: str
    line: str
    name: str
    category: str = ""
    names: tuple[tuple[str, str], ...] = ()
    price: int | None = None
    options: tuple[Option, ...] = ()
    sold_out: bool = False
    version: int = 0
