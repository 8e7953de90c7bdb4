"""What is expected goes to the player, and again when it comes back."""

from typing import Any

import pytest
from tests.unit.desk.queueing.house import CATALOGUE, House, run

from callcast.bus.messages import Call, Expect, Hello, Reload, Speak
from callcast.desk.queueing.errors import RequestRefused
from callcast.desk.queueing.expecting import MOST
from callcast.desk.queueing.request import Request


def test_it_is_sent_at_once_and_after_each_hello() -> None:
    first = Reload(())

    async def scenario(house: House) -> None:
        assert await house.hears() == first
        await house.desk.announcing.expect([Request("one"), Request("two", ("hall",), repeat=2, call=Call("2"))])
        expected = Expect((Speak("", "one", (), 0.0), Speak("", "two", ("hall",), 0.0, repeat=2, call=Call("2"))))
        assert await house.hears() == expected
        await house.player.publish(Hello("boot"))
        assert [await house.hears() for _ in range(2)] == [first, expected]
        assert not house.store.announcements, "a hint is not kept"

    run(scenario, first=(first,))


def test_a_player_that_is_not_there_is_told_when_it_comes() -> None:
    async def scenario(house: House) -> None:
        await house.desk.announcing.expect([Request("one")])
        assert house.desk._expecting.messages() == (Expect((Speak("", "one", (), 0.0),)),)
        await house.desk.announcing.expect([])
        assert house.desk._expecting.messages() == ()

    run(scenario, linked=False)


@pytest.mark.parametrize(
    ("requests", "field", "words"),
    [
        ([Request("a")] * (MOST + 1), "announcements", "101 announcements are expected and the limit is 100"),
        ([Request("a"), Request("")], "announcements.1.text", 'In "announcements.1": The text is empty'),
        ([Request("a", ("hal",))], "announcements.0.channels", 'did you mean "hall"?'),
        ([Request(template="x")], "announcements.0.template", "no template"),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(requests: list[Any], field: str, words: str) -> None:
    async def scenario(house: House) -> None:
        await house.desk.announcing.expect([Request("before")])
        with pytest.raises(RequestRefused) as caught:
            await house.desk.announcing.expect(requests)
        assert caught.value.field == field
        assert words in str(caught.value)
        assert house.desk._expecting.messages() == (Expect((Speak("", "before", (), 0.0),)),)

    run(scenario, known=CATALOGUE)
