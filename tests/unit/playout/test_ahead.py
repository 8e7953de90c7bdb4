"""Ready before it is called: what is expected is made in idle time, and never in the way of what is called."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.playout.player import AHEAD, Scene, Settings, play, scene

from callcast.bus.messages import (
    AheadStatus,
    Expect,
    PlayerStatus,
    Priority,
    Report,
    Speak,
    State,
    VoicesChanged,
)
from callcast.player.playout.ahead import LONGEST
from callcast.testing.stage import Listener

TAKES = 0.3
"""Seconds that the voice takes for anything."""


def named(*texts: str, channels: tuple[str, ...] = ()) -> Expect:
    return Expect(tuple(Speak("", text, channels, 0.0, lang="en") for text in texts))


def called(name: str, text: str) -> Speak:
    return Speak(name, text, ("hall",), 0.0, lang="en")


async def status(one: Scene) -> AheadStatus | None:
    one.got()
    await one.stage.play(1)
    told = one.got(PlayerStatus)[-1]
    assert isinstance(told, PlayerStatus)
    return told.ahead


def started(one: Scene) -> dict[str, float]:
    """When each began."""
    reports = [m for m in one.got(Report) if isinstance(m, Report) and m.state is State.SPEAKING]
    return {m.id: m.spoken_from for m in reports if m.spoken_from is not None}


def test_what_is_expected_starts_with_the_next_frame() -> None:
    async def test(one: Scene) -> None:
        Listener(one.stage.channels["hall"].track("opus"))
        await one.send(named("A012", "A013"))
        await one.stage.play(3)
        made = one.stage.encoder.made
        asked = len(one.voice.asked)
        now = one.stage.clock.unix()
        await one.send(called("a", "A012"))
        assert started(one)["a"] - now < 0.025
        await one.stage.play(1)
        assert one.stage.encoder.made == made, "coded before, for those who listen, too"
        assert len(one.voice.asked) == asked

    play(test, takes=TAKES)


def test_what_is_expected_is_never_said() -> None:
    async def test(one: Scene) -> None:
        listener = Listener(one.stage.channels["hall"].track("l16"))
        await one.send(named("A012", channels=("hall",)))
        await one.stage.play(5)
        assert not any(any(frame.data) for frame in listener.frames)
        assert not one.got(Report)

    play(test)


def test_hits_and_misses_are_counted_once_something_is_expected() -> None:
    async def test(one: Scene) -> None:
        await one.send(called("before", "A001"))
        assert await status(one) is None
        await one.send(named("A012", "A013"))
        await one.stage.play(2)
        await one.send(called("a", "A012"), called("b", "unexpected"))
        await one.send(called("a", "A012"))
        told = await status(one)
        assert told == AheadStatus(expected=2, size=4 * 2 * 48_000, hits=1, misses=1)
        await one.send(Expect(()))
        await one.send(called("c", "A013"))
        told = await status(one)
        assert told is not None
        assert (told.expected, told.hits) == (0, 2), "it may be called just after it is not expected any more"

    play(test)


def test_the_likeliest_come_first_and_the_room_is_bounded() -> None:
    async def test(one: Scene) -> None:
        await one.stage.channels.apply([Settings(id="hall")])
        await one.send(named(*(f"A{n}" for n in range(20))))
        await one.stage.play(10)
        assert [asked.text for asked in one.voice.asked] == [f"A{n}" for n in range(6)], "the sixth finds no room"
        told = await status(one)
        assert told is not None
        assert told.size == AHEAD
        await one.send(named("A7", "A1", "A8"))
        await one.stage.play(3)
        assert [asked.text for asked in one.voice.asked[6:]] == ["A7", "A8"]
        told = await status(one)
        assert told is not None
        assert told.size == AHEAD
        hits = told.hits
        for number, text in enumerate(("A7", "A1", "A8")):
            await one.send(called(str(number), text))
        told = await status(one)
        assert told is not None
        assert told.hits == hits + 3

    play(test)


def test_nothing_is_begun_while_an_announcement_waits() -> None:
    async def test(one: Scene) -> None:
        await one.stage.channels.apply([Settings(id="hall")])
        await one.send(*(called(str(n), f"text {n}") for n in range(3)))
        await one.send(named("A012"))
        for _ in range(20):
            await one.stage.play(TAKES / 4)
            texts = [asked.text for asked in one.voice.asked]
            if "A012" in texts:
                break
        assert texts == ["text 0", "text 1", "text 2", "A012"]

    play(test, takes=TAKES)


def test_one_that_is_called_while_it_is_made_is_made_once() -> None:
    async def test(one: Scene) -> None:
        await one.stage.channels.apply([Settings(id="hall")])
        await one.send(named("A012"))
        await one.stage.play(TAKES / 2)
        await one.send(called("a", "A012"))
        await one.stage.play(TAKES)
        assert list(started(one)) == ["a"]
        assert [asked.text for asked in one.voice.asked] == ["A012"]

    play(test, takes=TAKES)


def test_what_fails_or_is_long_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    async def test(one: Scene) -> None:
        await one.stage.channels.apply([Settings(id="hall")])
        await one.send(named("bad", "x" * (LONGEST + 1), "A012"))
        await one.stage.play(12)
        assert [asked.text for asked in one.voice.asked] == ["bad", "A012"]

    play(test)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_other_voices_make_it_anew() -> None:
    async def test(one: Scene) -> None:
        await one.stage.channels.apply([Settings(id="hall")])
        await one.send(named("A012"))
        await one.send(VoicesChanged())
        await one.stage.play(1)
        assert [asked.text for asked in one.voice.asked] == ["A012", "A012"]

    play(test)


def test_who_comes_to_listen_in_another_profile_is_seen_to() -> None:
    async def test(one: Scene) -> None:
        await one.send(named("A012"))
        await one.stage.play(1)
        Listener(one.stage.channels["hall"].track("opus"))
        await one.stage.play(6)
        await one.send(called("a", "A012"))
        told = await status(one)
        assert told is not None
        assert (told.hits, told.misses) == (1, 0)

    play(test)


calls = st.lists(
    st.tuples(st.floats(0, 2), st.integers(0, 7), st.sampled_from([Priority.NORMAL, Priority.URGENT])), max_size=6
)
"""Seconds until it is called, its text, and how urgent it is."""


async def spoken(called_: list[tuple[float, int, Priority]], *expected: Expect) -> dict[str, float]:
    async with scene(takes=TAKES) as one:
        await one.stage.channels.apply([Settings(id="hall")])
        await one.send(*expected)
        for number, (wait, text, priority) in enumerate(called_):
            await one.stage.play(wait)
            await one.send(Speak(str(number), f"A{text}", ("hall",), 0.0, lang="en", priority=priority, repeat=1))
        await one.stage.play(20)
        return started(one)


@settings(max_examples=25, deadline=None)
@given(calls, st.lists(st.integers(0, 15), max_size=10))
def test_what_is_expected_delays_nothing_by_more_than_what_is_being_made(
    called_: list[tuple[float, int, Priority]], expected: list[int]
) -> None:
    """All are said, in the same order unless one was cut, and none later than by the one that was in the making."""
    plain = asyncio.run(spoken(called_))
    ahead = asyncio.run(spoken(called_, named(*(f"A{n}" for n in expected))))
    assert set(plain) == set(ahead)
    if all(priority is Priority.NORMAL for _, _, priority in called_):
        assert list(plain) == list(ahead)
        for name, at in plain.items():
            assert ahead[name] <= at + TAKES + 0.025


def test_what_another_voice_had_to_say_is_not_kept() -> None:
    async def test(one: Scene) -> None:
        one.voice.note = "Said by another voice."
        await one.send(named("A012"))
        await one.stage.play(1)
        told = await status(one)
        assert told is not None
        assert told.size == 0

    play(test)
