"""Where open tickets stand: found without looking at all of them."""

from collections.abc import Iterable, Mapping

from callcast.desk.queueing.hall.ticket import Stage, Ticket

_NONE: Mapping[str, Ticket] = {}


class Standing:
    """Of those that are not over: who waits in a line, who is at a counter, who has a number.

    What it returns never changes: a copy shares it.
    """

    def __init__(self, tickets: Iterable[Ticket]) -> None:
        """Of all of these."""
        self._waiting: dict[str, Mapping[str, Ticket]] = {}
        self._numbered: dict[str, Mapping[str, Ticket]] = {}
        self.at: dict[str, Ticket] = {}
        """By counter."""
        waiting: dict[str, dict[str, Ticket]] = {}
        numbered: dict[str, dict[str, Ticket]] = {}
        for one in tickets:
            if one.stage is Stage.WAITING:
                waiting.setdefault(one.line, {})[one.id] = one
            if not one.stage.final:
                numbered.setdefault(one.number, {})[one.id] = one
            if one.stage.at_counter and one.counter is not None:
                self.at[one.counter] = one
        self._waiting.update(waiting)
        self._numbered.update(numbered)

    def waiting(self, line: str) -> Mapping[str, Ticket]:
        """Those who wait in `line`, by id."""
        return self._waiting.get(line, _NONE)

    def numbered(self, number: str) -> Mapping[str, Ticket]:
        """Those with that `number`, in whichever line, by id."""
        return self._numbered.get(number, _NONE)

    def put(self, before: Ticket | None, after: Ticket) -> None:
        """A ticket is not as it was, if it was at all."""
        if before is not None:
            self._leave(before)
        if after.stage is Stage.WAITING:
            self._waiting[after.line] = {**self.waiting(after.line), after.id: after}
        if not after.stage.final:
            self._numbered[after.number] = {**self.numbered(after.number), after.id: after}
        if after.stage.at_counter and after.counter is not None:
            self.at[after.counter] = after

    def copy(self) -> "Standing":
        """Another one with the same in it."""
        other = Standing(())
        other._waiting, other._numbered = dict(self._waiting), dict(self._numbered)
        other.at = dict(self.at)
        return other

    def _leave(self, before: Ticket) -> None:
        if before.stage is Stage.WAITING:
            _drop(self._waiting, before.line, before.id)
        if not before.stage.final:
            _drop(self._numbered, before.number, before.id)
        if before.counter is not None and before.stage.at_counter:
            there = self.at.get(before.counter)
            if there is not None and there.id == before.id:
                del self.at[before.counter]


def _drop(kept: dict[str, Mapping[str, Ticket]], key: str, gone: str) -> None:
    left = dict(kept[key])
    del left[gone]
    if left:
        kept[key] = left
    else:
        del kept[key]
