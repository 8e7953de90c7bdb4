"""How often something may be tried."""

import ipaddress
from collections import OrderedDict, deque


class Limiter:
    """At most `limit` attempts within `window` seconds for each key; it knows the last `most` keys.

    Pure: `now` is any clock that does not go back.
    """

    def __init__(self, limit: int, window: float, most: int = 10_000) -> None:
        """Nothing was tried yet."""
        self._limit, self._window, self._most = limit, window, most
        self._tried: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        """Keys that it knows."""
        return len(self._tried)

    def wait(self, key: str, now: float) -> float:
        """Seconds until the next attempt is allowed; 0 if it is now."""
        times = self._tried.get(key)
        if times is None or len(times) < self._limit:
            return 0.0
        return max(0.0, times[0] + self._window - now)

    def count(self, key: str, now: float) -> None:
        """One attempt, counted before it is known how it ends: a thousand at once are a thousand."""
        times = self._tried.setdefault(key, deque(maxlen=self._limit))
        times.append(now)
        self._tried.move_to_end(key)
        if len(self._tried) > self._most:
            self._tried.popitem(last=False)

    def undo(self, key: str) -> None:
        """The last attempt was none."""
        times = self._tried.get(key)
        if times:
            times.pop()

    def forget(self, key: str) -> None:
        """All attempts of that key were none."""
        self._tried.pop(key, None)


def place(address: str) -> str:
    """The key of an address: one home has 2^64 of IPv6, which are one place."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)
