"""The player's end of the bus, against a desk on the bus in memory."""

import asyncio

import pytest
from tests.unit.playout.player import Scene, Settings, play, scene

from callcast.bus.messages import (
    Cancel,
    Catalogue,
    Filed,
    Hello,
    PlayerStatus,
    Priority,
    Reload,
    Reloaded,
    Report,
    Speak,
    State,
    VoicesChanged,
)
from callcast.player.playout.announcer import Announcer
from callcast.player.playout.clock import SECOND
from callcast.player.speech.utterance import Utterance
from callcast.testing.stage import Listener

HALL = "hall"


def test_it_greets_and_tells_what_it_can() -> None:
    async def test(one: Scene) -> None:
        assert one.got() == [Hello(one.announcer.boot), one.catalogue]
        await one.stage.play(1.1)
        [status] = one.got(PlayerStatus)
        assert isinstance(status, PlayerStatus)
        assert [channel.id for channel in status.channels] == ["hall", "door"]
        assert status.engines == {"fake": "ready"}
        one.catalogue = Catalogue(("en",), {}, 500)
        await one.stage.play(1)
        assert one.got(Catalogue) == [one.catalogue]

    play(test)


def test_an_engine_that_loads_for_long_keeps_what_can_be_spoken_back_for_three_seconds_only() -> None:
    async def test(one: Scene) -> None:
        one.got()
        one.catalogue = Catalogue(("en",), {}, 500)
        one.engines = {"slow": "starting", "fake": "ready"}
        await one.stage.play(2.5)
        assert not one.got(Catalogue)
        await one.stage.play(1)
        assert one.got(Catalogue) == [one.catalogue]

    play(test)


def test_voices_that_have_changed_are_looked_for() -> None:
    async def test(one: Scene) -> None:
        await one.send(VoicesChanged())
        assert one.refreshed == 1

    play(test)


def test_a_note_on_the_clip_is_in_the_report() -> None:
    async def test(one: Scene) -> None:
        one.voice.note = "Spoken by b:v, since a did not answer in time."
        await one.send(Speak("1", "text", (HALL,), one.stage.clock.unix()))
        await one.stage.play(3)
        done = [report for report in one.got(Report) if isinstance(report, Report) and report.state.final]
        assert [(report.state, report.reason) for report in done] == [(State.SPOKEN, one.voice.note)]

    play(test)


def test_spoken_with_times() -> None:
    async def test(one: Scene) -> None:
        now = one.stage.clock.unix()
        await one.send(one.speak("a"))
        await one.stage.play(1.5)
        queued, speaking, spoken = (m for m in one.got(Report) if isinstance(m, Report))
        assert queued.state is State.QUEUED
        assert speaking.state is State.SPEAKING
        assert spoken.state is State.SPOKEN
        assert speaking.spoken_from == pytest.approx(now, abs=0.01)
        assert spoken.spoken_to == pytest.approx(now + 1, abs=0.01)

    play(test)


def test_one_clip_for_many_channels_each_in_its_language() -> None:
    async def test(one: Scene) -> None:
        await one.send(one.speak("a", "Order 37", channels=("hall", "door", "hall")))
        await one.stage.play(1.5)
        assert max(one.reports()) == ("a", "hall", State.SPOKEN)
        assert one.voice.asked == [Utterance("Order 37", "en"), Utterance("Order 37", "en", None, "fake:v")]
        one.voice.asked.clear()
        await one.send(one.speak("b", "號", lang="ja", voice="fake:v", channels=("hall",)))
        assert one.voice.asked == [Utterance("號", "ja", "fake:v")]

    play(test)


def test_the_same_words_on_two_channels_are_rendered_once() -> None:
    async def test(one: Scene) -> None:
        settings = [Settings(id=f"c{n}") for n in range(10)]
        await one.stage.channels.apply(settings)
        one.voice.go.clear()
        await one.send(one.speak("a", channels=tuple(s.id for s in settings)))
        one.voice.go.set()
        await one.stage.play(1.5)
        assert len(one.voice.asked) == 1
        assert sum(state is State.SPOKEN for _, _, state in one.reports()) == 10

    play(test)


def test_a_repeated_speak_is_answered_and_not_spoken_again() -> None:
    async def test(one: Scene) -> None:
        listener = Listener(one.stage.channels["hall"].track("l16"))
        for wait in (0, 0.5, 1, 3):
            await one.send(one.speak("a"))
            await one.stage.play(wait)
        await one.send(Filed("a", HALL))
        one.got()
        await one.send(one.speak("a"))
        assert one.reports() == [("a", HALL, State.SPOKEN)]
        await one.stage.play(2)
        assert sum(any(frame.data) for frame in listener.frames) == 100

    play(test)


def test_finals_come_again_until_they_are_filed() -> None:
    async def test(one: Scene) -> None:
        await one.send(one.speak("a"))
        await one.stage.play(4.5)
        one.got()
        await one.stage.play(1)
        assert one.reports() == [("a", HALL, State.SPOKEN)]
        await one.send(Filed("a", HALL), Filed("nobody", HALL))
        await one.stage.play(10)
        assert one.reports() == []

    play(test)


def test_what_cannot_be_is_failed_with_a_sentence() -> None:
    async def test(one: Scene) -> None:
        await one.send(one.speak("a", channels=("attic", "hall")), one.speak("b", "bad"))
        await one.stage.play(4)
        failed = {(m.id, m.channel): m.reason for m in one.got(Report) if isinstance(m, Report) and m.reason}
        assert failed == {
            ("a", "attic"): 'There is no channel "attic"; the channels are: hall, door.',
            ("b", "hall"): 'The voice "none:x" cannot be used.',
        }

    play(test)


def test_too_many_are_refused_with_a_sentence() -> None:
    async def test(one: Scene) -> None:
        one.voice.go.clear()
        await one.send(*(one.speak(str(number)) for number in range(257)))
        await one.stage.clock.settle()
        last = one.got(Report)[-1]
        assert isinstance(last, Report)
        assert last.state is State.FAILED
        assert "256 announcements wait" in (last.reason or "")
        assert len(one.voice.asked) == 1, "the same words"

    play(test)


def test_cancel_and_expiry() -> None:
    async def test(one: Scene) -> None:
        now = one.stage.clock.unix()
        await one.send(
            one.speak("a", channels=("hall", "door")),
            one.speak("b"),
            one.speak("c", expires_at=now + 0.5),
            one.speak("late", expires_at=now - 1),
            Cancel("b"),
            Cancel("nobody"),
        )
        await one.stage.play(0.7)
        await one.send(Cancel("a"))
        await one.stage.play(0.5)
        last = {(name, channel): state for name, channel, state in one.reports()}
        assert last == {
            ("a", "hall"): State.CANCELLED,
            ("a", "door"): State.CANCELLED,
            ("b", "hall"): State.CANCELLED,
            ("c", "hall"): State.EXPIRED,
            ("late", "hall"): State.EXPIRED,
        }

    play(test)


def test_an_emergency_does_not_wait_for_a_turn_to_be_rendered() -> None:
    async def test(one: Scene) -> None:
        one.voice.go.clear()
        await one.send(*(one.speak(str(n), f"text {n}") for n in range(10)))
        assert len(one.voice.asked) == 2
        await one.send(one.speak("fire", "fire", priority=Priority.EMERGENCY))
        assert one.voice.asked[-1].text == "fire"
        one.voice.go.set()
        await one.stage.play(1.2)
        assert ("fire", HALL, State.SPOKEN) in one.reports()

    play(test)


@pytest.mark.parametrize("suspended", [False, True])
def test_expiries_follow_the_wall_clock_when_it_is_set_or_went_on_alone(suspended: bool) -> None:
    async def test(one: Scene) -> None:
        await one.send(one.speak("a", repeat=5), one.speak("b", expires_at=one.stage.clock.unix() + 3600))
        await one.stage.play(0.1)
        if suspended:
            one.stage.clock.stall(7200 * SECOND)
        else:
            one.stage.clock.step(7200)
        await one.stage.play(1.1)
        assert ("b", HALL, State.EXPIRED) in one.reports()

    play(test)


def test_what_a_player_that_died_had_cut_is_spoken_by_the_next_one() -> None:
    """The desk sends again what is not final; a new player knows nothing and speaks it."""

    async def run() -> None:
        async with scene(up=False) as one:
            desk = asyncio.ensure_future(one.desk.run())
            link = asyncio.ensure_future(one.bus.run())
            await one.stage.clock.settle()
            await one.send(one.speak("a"), one.speak("b"))
            await one.stage.play(0.5)
            async with scene(up=False) as other:
                other.bus, other.desk = one.bus, one.desk
                link.cancel()
                await one.stage.clock.settle()
                second = Announcer(one.bus, other.stage.channels, other.voice, lambda: one.catalogue, dict)
                task = asyncio.ensure_future(second.run())
                link = asyncio.ensure_future(one.bus.run())
                await other.stage.clock.settle()
                assert Hello(second.boot) in one.got(Hello)
                await one.desk.publish(one.speak("a"))
                await one.desk.publish(one.speak("b"))
                await other.stage.clock.settle()
                await other.stage.play(4)
                spoken = [name for name, _, state in one.reports() if state is State.SPOKEN]
                assert spoken == ["a", "b"]
                for job in (task, link, desk):
                    job.cancel()
                await asyncio.gather(task, link, desk, return_exceptions=True)

    asyncio.run(run())


def test_finals_of_a_time_without_a_link_are_told_when_it_is_up() -> None:
    async def run() -> None:
        async with scene(up=False) as one:
            ends = [asyncio.ensure_future(one.desk.run()), asyncio.ensure_future(one.bus.run())]
            await one.stage.clock.settle()
            await one.send(one.speak("a"))
            ends[0].cancel()
            await one.stage.play(2)
            one.got()
            ends.append(asyncio.ensure_future(one.desk.run()))
            await one.stage.clock.settle()
            assert one.got() == [
                Hello(one.announcer.boot),
                one.catalogue,
                one.announcer.report("a", HALL),
            ]
            for end in ends:
                end.cancel()
            await asyncio.gather(*ends, return_exceptions=True)

    asyncio.run(run())


def test_what_comes_after_a_reload_waits_for_it() -> None:
    async def test(one: Scene) -> None:
        one.got()
        await one.send(Reload(({"id": "yard"},), "r1"), one.speak("a", channels=("yard",)))
        assert not one.got()
        one.loaded.set()
        await one.stage.clock.settle()
        first, *others = one.got(Reloaded, Report)
        assert first == Reloaded("r1")
        assert next((m.id, m.channel, m.state) for m in others if isinstance(m, Report)) == ("a", "yard", State.QUEUED)

    play(test)


def test_a_reload_that_cannot_be_had_is_answered_and_one_that_counts_already_is_not() -> None:
    async def test(one: Scene) -> None:
        one.loaded.set()
        await one.send(Reload(({"fault": 1},), "r1"), Reload(({"id": "yard"},)))
        assert one.got(Reloaded) == [Reloaded("r1", "A fault.")]
        assert [channel.id for channel in one.stage.channels] == ["yard"]

    play(test)
