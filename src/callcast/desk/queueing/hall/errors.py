"""What the rules of tickets and orders refuse, in the language of whoever asked.

HallError
├── Unknown     there is no such line, counter, ticket, order, item
├── Wrong       a field of the request is wrong
├── Forbidden   it cannot be done as things stand: closed, full, done already, sold out
└── Conflict    somebody else has changed it meanwhile
"""

from callcast.desk.queueing.errors import DeskError
from callcast.desk.queueing.hall.sentence import MAIN, Sentence, sentence


class HallError(DeskError):
    """`sentence` says what was wrong and what would be right; nothing has changed."""

    def __init__(self, key: str, **values: object) -> None:
        """`key` is that of a `Sentence`."""
        self.sentence: Sentence = sentence(key, **values)
        super().__init__(self.sentence.text(MAIN))


class Unknown(HallError):
    """There is no such thing."""


class Wrong(HallError):
    """`field` of the request is wrong."""

    def __init__(self, key: str, field: str, **values: object) -> None:
        super().__init__(key, field=field, **values)
        self.field = field


class Forbidden(HallError):
    """Not as things stand."""


class Conflict(HallError):
    """Somebody else was faster."""
