"""Numbers of tickets, as they are shown and as people type them."""

import unicodedata

from callcast.desk.queueing.hall.line import Line


def label(line: Line, serial: int) -> str:
    """The number of the `serial`-th ticket of a day, from 1; past the last one it begins again."""
    return _written(line, line.first + (serial - 1) % size(line))


def size(line: Line) -> int:
    """How many numbers it has."""
    return line.last - line.first + 1


def plain(number: str) -> str:
    """As it is compared: capital letters, digits of ASCII, no spaces."""
    return "".join(unicodedata.normalize("NFKC", number).upper().split())


def typed(line: Line, number: str) -> str | None:
    """The number of `line` that is meant: "a12" and "12" are A012; None if it has no such one."""
    text, prefix = plain(number), plain(line.prefix)
    digits = text[len(prefix) :] if prefix and text.startswith(prefix) else text
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(line.last)) + line.digits):
        return None
    value = int(digits)
    return _written(line, value) if line.first <= value <= line.last else None


def nearest(line: Line, number: str, serial: int) -> int:
    """The serial nearest to `serial` that a `number` of the line, as `typed` has it, can have."""
    value = int(plain(number)[len(plain(line.prefix)) :])
    ahead = (value - line.first - (serial - 1)) % size(line)
    behind = serial + ahead - size(line)
    return behind if behind >= 1 and serial - behind <= ahead else serial + ahead


def _written(line: Line, value: int) -> str:
    return f"{line.prefix}{value:0{line.digits}d}"
