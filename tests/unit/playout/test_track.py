"""Placing, cutting, and readers that are slow."""

from hypothesis import given
from hypothesis import strategies as st

from callcast.player.media.profile import L16
from callcast.player.playout.subscription import Frame
from callcast.player.playout.track import Track
from callcast.testing.stage import Listener


class Beat:
    """Emits the frames of one track, one by one."""

    def __init__(self) -> None:
        self.number = 0
        self.turns: list[bool] = []
        self.track = Track(L16, lambda: self.number, lambda track, on: self.turns.append(on), lambda: None)

    def go(self, frames: int) -> None:
        for _ in range(frames):
            number, self.number = self.number, self.number + 1
            self.track.emit(number, Frame(number, b""))


def packets(text: str) -> tuple[bytes, ...]:
    return tuple(char.encode() for char in text)


def heard(listener: Listener) -> str:
    return "".join(frame.data.decode() or "." for frame in listener.frames)


def test_silence_then_what_is_placed_then_silence() -> None:
    beat = Beat()
    listener = Listener(beat.track)
    beat.track.place(2, packets("abc"))
    beat.track.place(7, packets("de"))
    beat.go(10)
    assert heard(listener) == "..abc..de."


def test_who_places_late_joins_in_the_middle() -> None:
    beat = Beat()
    listener = Listener(beat.track)
    beat.go(4)
    beat.track.place(2, packets("abcde"))
    beat.track.place(2, packets("abcde"))
    beat.track.place(0, packets("old"))
    beat.go(4)
    assert heard(listener) == "....cde."


def test_a_cut_puts_the_tail_and_then_silence() -> None:
    beat = Beat()
    listener = Listener(beat.track)
    beat.track.place(1, packets("abcdef"))
    beat.track.place(9, packets("gh"))
    beat.go(2)
    beat.track.cut(3, packets("xy"))
    beat.go(10)
    assert heard(listener) == ".abxy......."


@given(st.lists(st.tuples(st.integers(0, 40), st.text("abcdef", max_size=9), st.booleans()), max_size=12))
def test_a_reel_is_what_was_placed_last(steps: list[tuple[int, str, bool]]) -> None:
    beat = Beat()
    listener = Listener(beat.track)
    wanted: dict[int, str] = {}
    for at, text, cut in steps:
        if cut:
            wanted = {frame: char for frame, char in wanted.items() if frame < at}
            beat.track.cut(at, packets(text))
        else:
            beat.track.place(at, packets(text))
        wanted |= {at + n: char for n, char in enumerate(text)}
    beat.go(60)
    assert heard(listener) == "".join(wanted.get(frame, ".") for frame in range(60))


def test_the_last_reader_to_leave_clears_the_reel() -> None:
    beat = Beat()
    one, two = Listener(beat.track), Listener(beat.track)
    beat.track.place(0, packets("abcdef"))
    one.close()
    one.close()
    assert beat.turns == [True]
    two.close()
    assert beat.turns == [True, False]
    three = Listener(beat.track)
    beat.go(3)
    assert heard(three) == "..."


def test_a_slow_reader_loses_the_oldest_counted_and_nobody_else_does() -> None:
    beat = Beat()
    slow = beat.track.subscribe(4, lambda: None)
    quick = Listener(beat.track)
    beat.go(10)
    assert slow.drops == beat.track.dropped == 6
    assert slow.pop() == Frame(6, b"")
    slow.close()
    assert beat.track.dropped == 6
    assert [frame.number for frame in quick.frames] == list(range(10))


def test_when_a_track_closes_its_readers_see_it() -> None:
    beat = Beat()
    seen: list[bool] = []
    subscription = beat.track.subscribe(4, lambda: seen.append(subscription.closed))
    beat.track.close()
    assert seen == [True]
    assert not beat.track.active
