"""Announcements in several languages, as a channel says them and the desk is told of it."""

from typing import Any

import numpy as np
from tests.unit.playout.player import Scene, play

from callcast.bus.messages import Call, Cancel, Priority, Report, State
from callcast.player.speech.utterance import Utterance
from callcast.testing.stage import Listener
from callcast.wording import templates

TEXTS = (("zh-TW", "one"), ("en", "three"), ("ja", "seventh"))
"""Of lengths 3, 5 and 7: the voice says each for a second, as loud as it is long."""


def heard(listener: Listener) -> list[int]:
    """The lengths of the texts that were heard, in order."""
    sound = np.frombuffer(b"".join(frame.data for frame in listener.frames), ">i2")
    begins = np.flatnonzero(np.diff(np.sign(sound), prepend=0) > 0)
    return [int(sound[place]) - 1 for place in begins]


def final(one: Scene, name: str) -> Report:
    [report] = {m for m in one.got(Report) if isinstance(m, Report) and m.id == name and m.state.final}
    return report


def test_the_main_language_is_repeated_and_the_others_follow_once() -> None:
    async def test(one: Scene) -> None:
        listener = Listener(one.stage.channels["hall"].track("l16"))
        await one.send(one.speak("a", "", texts=TEXTS, langs=("en", "ja", "zh-TW"), repeat=2))
        await one.stage.play(9)
        assert heard(listener) == [5, 5, 7, 3]
        report = final(one, "a")
        assert report.state is State.SPOKEN
        assert report.reason is None
        assert round((report.spoken_to or 0) - (report.spoken_from or 0), 1) == 5.8

    play(test)


def test_each_channel_says_it_in_its_own_languages() -> None:
    async def test(one: Scene) -> None:
        hall, door = (Listener(one.stage.channels[name].track("l16")) for name in ("hall", "door"))
        await one.send(one.speak("a", "", texts=TEXTS, channels=("hall", "door"), repeat=2))
        await one.stage.play(9)
        assert heard(hall) == [3, 3, 5]
        assert heard(door) == [5, 5]
        assert Utterance("three", "en", None, "fake:v") in one.voice.asked

    play(test)


def test_texts_in_no_language_of_the_channel_are_all_said() -> None:
    async def test(one: Scene) -> None:
        listener = Listener(one.stage.channels["door"].track("l16"))
        texts = (("ja", "seventh"), ("de", "one"))
        await one.send(one.speak("a", "", texts=texts, channels=("door",)))
        await one.stage.play(4)
        assert heard(listener) == [7, 3]

    play(test)


def test_a_template_is_filled_in_each_language() -> None:
    async def test(one: Scene) -> None:
        call = Call("A012", "3")
        await one.send(one.speak("a", "", template="counter", call=call, langs=("en", "zh-TW")))
        await one.stage.play(4)
        assert final(one, "a").state is State.SPOKEN
        told = [(one.text, one.lang) for one in one.voice.asked]
        shown = {lang: templates.of("counter", lang, {}).shown(call, lang) for lang in ("en", "zh-TW")}
        assert told == [(shown["en"], "en"), (shown["zh-TW"], "zh-TW")]
        for asked in one.voice.asked:
            assert asked.segments == templates.of("counter", str(asked.lang), {}).fill(call, str(asked.lang))

    play(test)


def test_what_one_language_lacks_the_others_make_up_for_and_the_desk_is_told() -> None:
    async def test(one: Scene) -> None:
        listener = Listener(one.stage.channels["hall"].track("l16"))
        texts = (("zh-TW", "bad"), ("en", "three"), ("ja", "seventh"))
        await one.send(one.speak("a", "", texts=texts, langs=("zh-TW", "en", "ja"), repeat=2))
        await one.stage.play(8)
        assert heard(listener) == [5, 5, 7], "the next is the main one then"
        report = final(one, "a")
        assert report.state is State.SPOKEN
        assert report.reason == 'Not said in all languages: The voice "none:x" cannot be used.'

    play(test)


def test_a_language_without_a_template_is_told_of() -> None:
    async def test(one: Scene) -> None:
        await one.send(one.speak("a", "", template="counter", call=Call("A012", "3"), langs=("tlh", "en")))
        await one.stage.play(2)
        assert 'no template "counter" in the language "tlh"' in (final(one, "a").reason or "")

    play(test)


def test_when_no_language_can_be_said_it_has_failed() -> None:
    async def test(one: Scene) -> None:
        await one.send(one.speak("a", "", texts=(("zh-TW", "bad"), ("en", "bad"))))
        await one.stage.play(1)
        report = final(one, "a")
        assert report.state is State.FAILED
        assert report.reason == 'The voice "none:x" cannot be used.'

    play(test)


def test_while_others_wait_it_is_shortened_and_the_desk_is_told() -> None:
    async def test(one: Scene) -> None:
        listener = Listener(one.stage.channels["hall"].track("l16"))
        await one.send(one.speak("a", "", texts=TEXTS, langs=("zh-TW", "en"), repeat=10), one.speak("b", "the last"))
        await one.stage.play(20)
        assert heard(listener) == [*[3] * 8, 5, 8], "15 s, in which the other language is said, too"
        assert {(m.id, m.reason) for m in one.got(Report) if isinstance(m, Report) and m.state.final} == {
            ("a", "Said shorter, since others waited."),
            ("b", None),
        }

    play(test)


def test_a_cut_and_a_cancel_in_the_second_language() -> None:
    async def test(one: Scene) -> None:
        listener = Listener(one.stage.channels["hall"].track("l16"))
        more: dict[str, Any] = {"texts": TEXTS[:2], "langs": ("zh-TW", "en")}
        await one.send(one.speak("a", "", **more))
        await one.stage.play(1.8)
        await one.send(one.speak("fire", "the fire", priority=Priority.EMERGENCY))
        await one.stage.play(3.8)
        assert heard(listener) == [3, 5, 8, 3, 5][: len(heard(listener))]
        assert len(heard(listener)) == 5, "it is said again from its beginning"
        await one.send(Cancel("a"))
        await one.stage.play(1)
        assert final(one, "a").state is State.CANCELLED
        assert one.stage.channels["hall"].unfinished == ()

    play(test)


def test_the_main_language_begins_while_the_others_are_made() -> None:
    async def test(one: Scene) -> None:
        listener = Listener(one.stage.channels["hall"].track("l16"))
        now = one.stage.clock.unix()
        await one.send(one.speak("a", "", texts=TEXTS, langs=("zh-TW", "en", "ja")))
        await one.stage.play(6)
        assert heard(listener) == [3, 5, 7]
        report = final(one, "a")
        assert 0.29 <= (report.spoken_from or 0) - now < 0.35
        assert report.reason is None

    play(test, takes=0.3)


def test_others_that_take_too_long_are_told_of() -> None:
    async def test(one: Scene) -> None:
        listener = Listener(one.stage.channels["hall"].track("l16"))
        await one.send(one.speak("a", "", texts=TEXTS[:2]), one.speak("b", "the last", lang="zh-TW"))
        await one.stage.play(20)
        assert heard(listener) == [3, 8]
        assert {(m.id, m.reason) for m in one.got(Report) if isinstance(m, Report) and m.state.final} == {
            ("a", "Not said in all languages: the others were not ready in time."),
            ("b", None),
        }

    play(test, takes=4)


def test_one_that_is_cancelled_while_the_others_are_made_leaves_nothing() -> None:
    async def test(one: Scene) -> None:
        await one.send(one.speak("a", "", texts=TEXTS, langs=("zh-TW", "en", "ja")))
        await one.stage.play(0.4)
        await one.send(Cancel("a"))
        await one.stage.play(3)
        assert final(one, "a").state is State.CANCELLED
        assert one.stage.channels["hall"].unfinished == ()

    play(test, takes=0.3)
