"""In which of the languages that there are something is said."""

from collections.abc import Iterable

from callcast.tags import lookup


def chosen(there: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """Those that are `there` and are meant by the `wanted`, in their order; all that are there where none is."""
    known = tuple(there)
    found = (lookup(tag, known) for tag in wanted)
    return tuple(dict.fromkeys(tag for tag in found if tag is not None)) or known
