"""How late frames are."""

from collections import Counter, deque

from callcast.player.playout.clock import SECOND

_STEP = 100_000
_MOST = 10 * SECOND // _STEP


class Lateness:
    """A histogram of the last `seconds` full and part seconds, in steps of 0.1 ms; what is later than 10 s is 10 s."""

    def __init__(self, seconds: int = 10) -> None:
        """Empty."""
        self._slots: deque[tuple[int, Counter[int]]] = deque(maxlen=seconds)

    def note(self, now: int, late: int, frames: int) -> None:
        """`frames` were sent by `now` (monotonic ns), the last of them `late` ns after it was due."""
        second = now // SECOND
        if not self._slots or self._slots[-1][0] != second:
            self._slots.append((second, Counter()))
        self._slots[-1][1][min(max(0, late) // _STEP, _MOST)] += frames

    def quantiles(self, now: int, *shares: float) -> tuple[float, ...]:
        """For each of `shares` (0.99 is p99): milliseconds that so many frames kept; 0 without any."""
        oldest = now // SECOND - (self._slots.maxlen or 0)
        total: Counter[int] = Counter()
        for second, counts in self._slots:
            if second > oldest:
                total.update(counts)
        frames = sum(total.values())
        steps = sorted(total)
        return tuple(_quantile(steps, total, share * frames) * _STEP / 1_000_000 for share in shares)


def _quantile(steps: list[int], counts: Counter[int], wanted: float) -> int:
    seen = 0
    for step in steps:
        seen += counts[step]
        if seen >= wanted:
            return step + 1
    return 0
