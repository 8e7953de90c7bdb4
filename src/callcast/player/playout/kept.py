"""What was made and may be wanted again."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Values up to `capacity` bytes; those that were used longest ago go first."""

    def __init__(self, capacity: int) -> None:
        """Nothing yet."""
        self._capacity = capacity
        self._values: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self.size = 0
        self.made = 0
        """Values that were ever kept."""

    def get(self, key: Hashable) -> T | None:
        """The value, if it is there still."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key][0]

    def keep(self, key: Hashable, value: T, size: int) -> None:
        """Keep it, which is of so many bytes, under a key that is not there."""
        self.made += 1
        self._values[key] = value, size
        self.size += size
        while self.size > self._capacity:
            _, (_, freed) = self._values.popitem(last=False)
            self.size -= freed
