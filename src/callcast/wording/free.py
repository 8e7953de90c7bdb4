"""Free text into typed segments."""

import re

from callcast.wording.segment import Digits, Letters, Number, Segment, Text

_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{1,3})-?(\d+)|(\d{1,2})(?!\d)|(\d+)")


def segments(text: str, language: str) -> tuple[Segment, ...]:
    """`text` as typed segments. Never raises, whatever the text."""
    found: list[Segment] = []
    end = 0
    for match in _CODE.finditer(text):
        found.append(Text(text[end : match.start()]))
        end = match.end()
        letters, digits, number, long = match.groups()
        if letters:
            found += [Letters(letters), Digits(digits)]
        else:
            found.append(Number(int(number)) if number else Digits(long))
    found.append(Text(text[end:]))
    return tuple(one for one in found if one != Text(""))
