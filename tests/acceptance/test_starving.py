"""What is due soonest is made first: a heap of long texts keeps no other call waiting."""

import time
from pathlib import Path

from tests.acceptance.instance import Instance, running, until
from tests.acceptance.wire import Reader

SETTINGS = """
[[channels]]
id = "hall"
languages = ["en"]

[[channels]]
id = "door"
languages = ["en"]
"""
LONG = (
    "Would the owner of the car with the number {} please come to the desk in the hall at once, it has its lights on. "
)


def begins(instance: Instance, channel: str, priority: str) -> float:
    """Seconds from asking for a new text on `channel` to its first sound on the wire."""
    with Reader(instance.rtsp, f"/{channel}") as reader:
        until("silence arrives", lambda: any(packet.silent for packet in reader.packets[-5:]))
        asked = time.monotonic()
        said = instance.say(f"New on {channel}, {priority}.", channels=[channel], priority=priority)
        until("it is heard", lambda: reader.voiced(asked), 40)
        assert not reader.gaps()
        instance.delete(said)
    return reader.voiced(asked)[0].at - asked


def test_beside_sixteen_long_texts(tmp_path: Path) -> None:
    with running(tmp_path, SETTINGS) as instance:
        until("the catalogue", lambda: instance.get("/api/voices").is_success)
        texts = [(LONG.format(number) * 4)[:430] for number in range(16)]
        heap = [instance.say(text, channels=["hall"]) for text in texts]
        emergency = begins(instance, "door", "emergency")
        normal = begins(instance, "door", "normal")
        for one in heap:
            instance.delete(one)
    assert emergency < 2, (emergency, normal)
    assert normal < 4, (emergency, normal)
