"""Who did what."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """`who` did `did` (a method and a route) on `on` (ids in its path), asked from `address`, with that HTTP status.

    `at` in Unix seconds; `number` is in the order of being kept, 0 before. Bodies and secrets are never in it.
    """

    at: float
    who: str
    did: str
    on: str
    address: str
    status: int
    number: int = 0
