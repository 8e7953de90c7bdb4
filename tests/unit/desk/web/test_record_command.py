"""`callcast voices record` against the API: leads, records, repeats, goes on."""

from pathlib import Path

from click.testing import CliRunner
from tests.support.recordings import heard, wav
from tests.unit.desk.web.site import Site, run

from callcast.cli.voices.recording import record
from callcast.client.client import ApiClient

WISH = {"name": "house", "language": "zh-TW", "kinds": ["counter"], "places": 3, "letters": "A"}


class Hand:
    """Holds a microphone that hears these, one after another, and a loudspeaker."""

    def __init__(self, *sounds: bytes) -> None:
        self.sounds, self.played = list(sounds), 0

    def start(self) -> None:
        """Nothing to do."""

    def stop(self) -> bytes:
        return self.sounds.pop(0)

    def play(self, sound: bytes) -> None:
        assert sound.startswith(b"RIFF")
        self.played += 1


def client(site: Site) -> ApiClient:
    token = site.http.headers["Authorization"].removeprefix("Bearer ")
    return ApiClient(str(site.http.base_url), lambda: token)


async def typed(site: Site, keys: str, hand: Hand) -> str:
    """What is shown to somebody who types `keys`."""
    with CliRunner().isolation(input=keys) as (out, _, _):
        await record(client(site), WISH, hand)
        return out.getvalue().decode()


def test_it_leads_through_the_lines(tmp_path: Path) -> None:
    """A take that cannot be used is asked for again; one that can is heard; it ends with the voice in use."""

    async def scenario(site: Site) -> None:
        soft, good = wav(heard(level=0.0001)), wav(heard())
        hand = Hand(soft, good)
        shown = await typed(site, "\n\n\n\nq\n", hand)
        assert "nothing could be heard" in shown
        assert "taken, 0." in shown
        assert shown.count("  1/") == 2
        assert "It can be used: bank:house" in shown
        assert hand.played == 1

        hand = Hand(good)
        shown = await typed(site, "p\nl\nn\n\n\nq\n", hand)
        assert shown.index("  2/") < shown.index("  1/"), "it goes on where it ended"
        assert hand.played == 2
        assert (await site.http.get("/api/packs/house")).json()["taken"] == 2

    run(scenario, tmp_path)


def test_nothing_is_used_that_has_no_take(tmp_path: Path) -> None:
    """The end of what is typed is a q."""

    async def scenario(site: Site) -> None:
        assert "It can be used" not in await typed(site, "", Hand())

    run(scenario, tmp_path)
