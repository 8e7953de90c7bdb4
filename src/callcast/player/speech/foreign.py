"""Words in a script that a language is not written in, such as 藥局 in an English sentence. Pure."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from callcast.player.speech.language import mixed, readable
from callcast.wording.spoken import Spoken, Words


def parted(spoken: Iterable[Spoken], tag: str) -> tuple[Spoken, ...]:
    """`spoken` with words in other scripts than those of `tag` apart from the others."""
    found: list[Spoken] = []
    for one in spoken:
        found += map(Words, _parts(one.text, tag)) if isinstance(one, Words) and other(one.text, tag) else (one,)
    return tuple(found)


def _parts(text: str, tag: str) -> Iterator[str]:
    """`text` where it changes between scripts of `tag` and others. A sign goes with the letter before it."""
    start, foreign = 0, None
    for at, char in enumerate(text):
        if not char.isalpha():
            continue
        now = _is_foreign(char, tag)
        if foreign not in (None, now):
            yield text[start:at]
            start = at
        foreign = now
    yield text[start:]


def other(text: str, tag: str) -> str | None:
    """The language of what is in `text` in an East Asian script that `tag` is not written in; None if there is none."""
    letters = "".join(char for char in text if _is_foreign(char, tag))
    return mixed(letters) if letters else None


@lru_cache(4096)
def _is_foreign(char: str, tag: str) -> bool:
    return mixed(char) is not None and not readable(char, tag)
