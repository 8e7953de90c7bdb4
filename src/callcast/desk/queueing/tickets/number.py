"""The number on a ticket."""

from callcast.desk.queueing.hall.line import Line


def label(line: Line, serial: int) -> str:
    """Of the `serial`th of the day, from 1; past the last number the first comes again."""
    number = line.first + (serial - 1) % (line.last - line.first + 1)
    return f"{line.prefix}{number:0{line.digits}d}"
