"""What drawing a board costs.

    python -m bench.board_draw

Milliseconds of processor time of one thread, the median of `ROUNDS`: of the first picture of a board (fonts are read,
what stays is drawn), of one with a call that was never shown, of the next minute, of the flash, of the same again, and
of a picture's digest.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

from tests.unit.board.states import STATES, painter

from bench.figures import table
from callcast.player.board import fonts, line, text
from callcast.player.board.names import SHIPPED
from callcast.player.board.state import BoardState, Called
from callcast.player.media.picture import Picture

ROUNDS = 15
SIZES = ((1280, 720), (1920, 1080), (1080, 1920))


def cost(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of this thread."""
    times = []
    for _ in range(rounds):
        start = time.thread_time()
        work()
        times.append(1000 * (time.thread_time() - start))
    return statistics.median(times)


def forget() -> None:
    """What is kept from picture to picture, as in a new process."""
    for kept in (text.tile, text.fitted, line.measured, fonts._loaded):
        kept.cache_clear()


def calls(state: BoardState) -> Iterator[BoardState]:
    """Ever new numbers, as they are called: the last one moves to those before."""
    for number in count(100):
        called = Called(f"B{number}", f"{number % 7} 號診間", "", "王○明")
        state = replace(state, now=(called,), recent=(*state.now, *state.recent)[:12])
        yield state


def row(name: str, size: tuple[int, int]) -> list[object]:
    """A layout's figures."""
    state = STATES["zh-TW"]

    def first() -> Picture:
        forget()
        return painter(name, "zh-TW", size).draw(state)

    begun = cost(first, 3)
    board = painter(name, "zh-TW", size)
    board.draw(state)
    board.draw(replace(state, flash=True))
    new, minute = calls(state), count()
    return [
        name,
        f"{size[0]}x{size[1]}",
        begun,
        cost(lambda: board.draw(next(new))),
        cost(lambda: board.draw(replace(state, clock=f"13:{next(minute):02}"))),
        cost(lambda: board.draw(replace(state, flash=True))),
        cost(lambda: board.draw(state)),
        cost(lambda: Picture(*size, bytes(3 * size[0] * size[1])).digest),
    ]


def main() -> None:
    """Print the table."""
    head = ["layout", "size", "first", "new call", "next minute", "flash", "again", "digest"]
    table(head, [row(name, size) for name in SHIPPED for size in SIZES])


if __name__ == "__main__":
    main()
