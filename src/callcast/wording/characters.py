"""Characters: their normal form, and which are written without spaces between words."""

import re
import unicodedata

_WIDE = r"\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_NEXT_TO_WIDE = re.compile(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])")
_BETWEEN_WIDE = re.compile(rf"(?<=[{_WIDE}])\s+(?=[{_WIDE}])")
_SIGN = re.compile(rf"(?<=[{_WIDE}])[,;:!?]")
_WIDE_SIGNS = str.maketrans(",;:!?", "，；：！？")


def flat(text: str) -> str:
    """`text` in NFKC, of one line, with the digits of all scripts as 0 to 9."""
    plain = unicodedata.normalize("NFKC", text)
    return " ".join("".join(map(_ascii_digit, plain)).split())


def _ascii_digit(char: str) -> str:
    if char.isascii() or unicodedata.category(char) != "Nd":
        return char
    return str(unicodedata.decimal(char))


def followed(text: str, more: str, *, spaced: bool) -> str:
    """`text` and `more`, two words of a language with spaces kept apart."""
    return f"{text} {more}" if spaced and text[-1:].isalnum() and more[:1].isalnum() else text + more


def said(text: str) -> str:
    """`text` without the spaces beside Chinese and Japanese characters, and with their own signs behind them again."""
    return _SIGN.sub(lambda sign: sign[0].translate(_WIDE_SIGNS), _NEXT_TO_WIDE.sub("", text))


def unspaced(text: str) -> str:
    """`text` without spaces between two Chinese or Japanese characters; those beside digits help readers."""
    return _BETWEEN_WIDE.sub("", text)
