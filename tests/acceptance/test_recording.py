"""A channel recorded by the real command: what was said is in the file, and a crash adds a part."""

import json
from pathlib import Path

import numpy as np

from callcast.player.media.clip import RATE
from tests.acceptance.instance import Instance, running, until
from tests.support import decoded

SETTINGS = """
[[channels]]
id = "hall"
languages = ["en"]
  [[channels.outputs]]
  kind = "file"
  folder = {folder}
  keep_days = 30
  [[channels.outputs]]
  kind = "file"
  folder = {nowhere}
"""


def test_what_was_said_is_in_the_file(tmp_path: Path) -> None:
    """Also what was said before the player was killed; another output that cannot run is told, and harms nothing."""
    folder = tmp_path / "records"
    told = SETTINGS.format(folder=json.dumps(str(folder)), nowhere=json.dumps(str(tmp_path / "away" / "records")))
    with running(tmp_path, told) as instance:
        until("it records", lambda: shown(instance, folder, "running"))
        said = instance.say("Order 37 is ready.", lang="en")
        assert instance.final(said)["state"] == "spoken"
        away = until("the other waits", lambda: shown(instance, tmp_path / "away" / "records", "waiting"))
        assert away["reason"].endswith("create the folder above it, or connect its disk.")
        instance.half("player").kill()
        until(
            "sound in the second part", lambda: [one.stat().st_size > 0 for one in folder.iterdir()] == [True] * 2, 20
        )
    first, second = sorted(folder.iterdir(), key=lambda file: file.stat().st_ctime)
    assert second.name == first.name.replace(".ts", "-2.ts")
    sound = decoded.samples(first)
    assert np.abs(sound).max() > 0.05
    assert 1 < np.count_nonzero(np.abs(sound).reshape(-1, 64).max(axis=1) > 0.005) * 64 / RATE < 4
    decoded.samples(second)


def shown(instance: Instance, folder: Path, state: str) -> dict[str, str] | None:
    """The recording into `folder` as the API has it, if it is in that state."""
    (channel,) = instance.get("/api/channels").json()["items"]
    found = (one for one in channel["outputs"] if (one["target"], one["state"]) == (str(folder), state))
    return next(found, None)
