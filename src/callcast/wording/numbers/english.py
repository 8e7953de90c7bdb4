"""Numbers in English, with the British "and", which nobody mistakes."""

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    *("sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_LARGE = ("", " thousand", " million", " billion")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def digits(text: str) -> str:
    """Digit by digit: "305" is "three zero five"."""
    return " ".join(DIGITS[int(digit)] for digit in text)


def number(value: int) -> str:
    """`value` in words: 1234 is "one thousand two hundred and thirty-four"."""
    if value == 0:
        return DIGITS[0]
    parts: list[str] = []
    for place in reversed(range(len(_LARGE))):
        group = value // 1000**place % 1000
        if group and place == 0 and group < 100 and parts:
            parts.append("and")
        if group:
            parts.append(_group(group) + _LARGE[place])
    return " ".join(parts)


def _group(group: int) -> str:
    hundreds, rest = divmod(group, 100)
    head = f"{DIGITS[hundreds]} hundred" if hundreds else ""
    if not rest:
        return head
    return f"{head} and {_below_hundred(rest)}" if head else _below_hundred(rest)


def _below_hundred(value: int) -> str:
    if value < 10:
        return DIGITS[value]
    if value < 20:
        return _TEENS[value - 10]
    tens, ones = divmod(value, 10)
    return _TENS[tens] + (f"-{DIGITS[ones]}" if ones else "")


def ordinal(value: int) -> str:
    """ "first", "twenty-second", "hundredth"."""
    words = number(value)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    head, last = words[:cut], words[cut:]
    if last in _ORDINALS:
        return head + _ORDINALS[last]
    return head + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def year(value: int) -> str:
    """1000 to 9999: "nineteen ninety-five", "two thousand and six", "twenty twenty-six"."""
    century, rest = divmod(value, 100)
    if century % 10 == 0 and rest < 10:
        return number(value)
    if rest == 0:
        return f"{number(century)} hundred"
    return f"{number(century)} {'oh ' if rest < 10 else ''}{number(rest)}"
