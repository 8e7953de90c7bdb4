"""What a recording's file is called: `hall-2026-11-24T13+0800.ts`, and `hall-2026-11-24T13+0800-2.ts` the second part.

Local time, since whoever looks for what was said at one o'clock thinks in it; with its distance from UTC, since the
hour before winter time comes twice, and since a file may be looked at elsewhere.
"""

import re
from datetime import datetime, timezone

SUFFIX = ".ts"
_HOUR = "%Y-%m-%dT%H%z"


def hour_of(unix: float) -> str:
    """The hour in which `unix` (seconds) lies, as it stands in names."""
    return datetime.fromtimestamp(unix, timezone.utc).astimezone().strftime(_HOUR)


def name(channel: str, hour: str, part: int) -> str:
    """Of part number `part`, from 1 on, of an hour."""
    return f"{channel}-{hour}{f'-{part}' if part > 1 else ''}{SUFFIX}"


def start_of(channel: str, file: str) -> float | None:
    """When the hour of a recording of `channel` began, in Unix seconds; None for every other file."""
    pattern = rf"{re.escape(channel)}-(\d{{4}}-\d\d-\d\dT\d\d[+-]\d{{4}})(?:-\d+)?{re.escape(SUFFIX)}"
    found = re.fullmatch(pattern, file, re.ASCII)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], _HOUR).timestamp()
    except ValueError:
        return None
