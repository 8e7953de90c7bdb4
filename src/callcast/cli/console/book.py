"""Short numbers for announcements, as long as the console is open."""

from callcast.cli.errors import BadInput

DIGITS = 6
"""A word of so many digits is meant as a number, a longer one is an id."""


class Book:
    """Numbers ids 1, 2, 3 ... in the order in which they were seen."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._last: str | None = None

    def number(self, id_: str) -> int:
        """The number of `id_`, a new one if it has none."""
        return self._numbers.setdefault(id_, len(self._numbers) + 1)

    def spoken(self, id_: str) -> int:
        """Like `number`, for what was spoken from here: that is "last" now."""
        self._last = id_
        return self.number(id_)

    def find(self, word: str) -> str | None:
        """The id that a number, "last" or the id itself names; None for "last" when nothing was spoken from here.

        `BadInput` for a number that nothing has.
        """
        if word == "last":
            return self._last
        by_number = {str(number): id_ for id_, number in self._numbers.items()}
        if word.isdigit() and len(word) <= DIGITS and word not in by_number:
            raise BadInput(f"Nothing has the number {word} here; /list shows the numbers.")
        return by_number.get(word, word)
