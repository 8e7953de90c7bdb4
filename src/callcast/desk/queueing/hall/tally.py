"""How far a line has come on its day."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """Of `line` on `day`: how many tickets or orders were `issued`, and how many times another one was `called`.

    Numbers that were passed over, since somebody has them yet, count as issued.
    """

    line: str
    day: str
    issued: int = 0
    called: int = 0
