"""What goes to readers of a stream, over 48 hours."""

import pytest

from callcast.player.media.clip import RATE
from callcast.player.media.gop import FPS, GopProfile
from callcast.player.media.profile import PROFILES, Profile
from callcast.player.outputs.rtsp.message import FRAME_HEADER
from callcast.player.outputs.rtsp.rtp import Sender, bodies, unpack
from callcast.player.outputs.streams.spread import Spread
from callcast.player.playout.subscription import Frame

HOURS_48 = 48 * 3600 * RATE
FAR = 2**63
RATES = {profile: profile.rate for profile in PROFILES.values()}
PICTURES = {GopProfile(f"h264/{fps}", 64, 64, fps): 90_000 for fps in FPS}


def spread(profile: Profile | GopProfile, clock_rate: int, wire: list[bytes], payloads: int = 1) -> Spread:
    """Of frames in so many packets, to one reader."""
    sender = Sender(clock_rate, 1, 2**16 - 3, 2**32 - 1)
    made = Spread(sender, profile.ticks, lambda number, data: None)
    made.see_at, made.data, made.takes = FAR, b"x", (wire.append,)
    made.bodies = bodies(96, [bytes((n,)) for n in range(payloads)], marker=True)
    return made


@pytest.mark.parametrize(("profile", "clock_rate"), (RATES | PICTURES).items(), ids=lambda it: getattr(it, "name", ""))
def test_sequence_numbers_wrap_and_never_skip_in_48_hours(profile: Profile | GopProfile, clock_rate: int) -> None:
    wire: list[bytes] = []
    stream = spread(profile, clock_rate, wire)
    # Every frame around each wrap of the sequence, and the state of the sender carried over the rest.
    for start in range(0, HOURS_48 // profile.ticks, 2**16):
        stream.sequence = 2**16 - 3 + start
        for number in range(start, start + 6):
            stream.take(Frame(number, stream.data))
            packet = unpack(wire.pop()[FRAME_HEADER:])
            assert packet.sequence == (2**16 - 3 + number) % 2**16
            assert packet.timestamp == stream.timestamp(number * profile.ticks)


def test_packets_of_a_frame_have_one_timestamp_and_the_last_bears_the_marker() -> None:
    wire: list[bytes] = []
    stream = spread(GopProfile("h264", 64, 64), 90_000, wire, payloads=3)
    for number in (7, 8):
        stream.take(Frame(number, stream.data))
    packets = [unpack(framed[FRAME_HEADER:]) for framed in wire]
    assert [packet.sequence for packet in packets] == [(2**16 - 3 + n) % 2**16 for n in range(6)]
    assert [packet.timestamp for packet in packets] == [9_000 * number - 1 for number in (7, 7, 7, 8, 8, 8)]
    assert [packet.marker for packet in packets] == [False, False, True] * 2
