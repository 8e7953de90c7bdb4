"""A picture and those who watch it: each begins with an IDR, and gets frames whole or not at all."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.depacketiser import Depacketiser
from tests.support.pictures import decoded
from tests.support.screen import ScreenChannel

from callcast.player.media.h264 import is_key
from callcast.player.outputs.rtsp import rtcp
from callcast.player.outputs.rtsp.message import Interleaved, Parser
from callcast.player.outputs.rtsp.rtp import Packet, unpack
from callcast.player.outputs.streams.picture import PictureStream
from callcast.player.outputs.streams.reader import TcpReader, UdpReader


class Viewer:
    """Keeps what is written to it, or sent by UDP while `room` lasts."""

    def __init__(self) -> None:
        self.parser = Parser()
        self.packets: list[Packet] = []
        self.reports: list[tuple[int, rtcp.SenderReport]] = []
        self.room = 1_000_000

    def write(self, data: bytes) -> None:
        self.parser.receive(data)
        while isinstance(message := self.parser.next_message(), Interleaved):
            if message.channel == 2:
                self.packets.append(unpack(message.data))
            else:
                self.report(message.data)

    def report(self, data: bytes) -> None:
        found = [report for report in rtcp.parse(data) if isinstance(report, rtcp.SenderReport)]
        self.reports += [(len(self.packets), report) for report in found]

    def sendto(self, data: bytes, destination: object) -> None:
        self.room -= 1
        if self.room < 0:
            raise BlockingIOError
        self.packets.append(unpack(data))

    def sendto_control(self, data: bytes, destination: object) -> None:
        self.report(data)

    def units(self) -> list[tuple[int, bytes]]:
        """(RTP timestamp, access unit); sequence numbers must be without a gap."""
        assert all((b.sequence - a.sequence) % 2**16 == 1 for a, b in itertools.pairwise(self.packets))
        return self.units_with_gaps()

    def units_with_gaps(self) -> list[tuple[int, bytes]]:
        taker = Depacketiser()
        for packet in self.packets:
            taker.take(packet)
        return taker.units


class Scene:
    def __init__(self) -> None:
        self.channel = ScreenChannel()
        self.track = self.channel.video
        self.stream = PictureStream(self.track, self.channel.clock, "name", group=None, ended=lambda stream: None)

    def tcp(self, viewer: Viewer, *, stalled: bool = False) -> TcpReader:
        reader = TcpReader("127.0.0.1", viewer, 2, 3, stalled=stalled)
        self.stream.join(reader)
        return reader

    def udp(self, viewer: Viewer) -> UdpReader:
        reader = UdpReader("127.0.0.1", viewer, ("127.0.0.1", 2), ("127.0.0.1", 3))  # type: ignore[arg-type]
        self.stream.join(reader)
        return reader

    def stamp(self, frame: int) -> int:
        return self.stream.timestamp(frame * 4800)

    def frames(self, begun: int, end: int) -> list[tuple[int, bytes]]:
        """Those of a loop that began with frame `begun`, up to `end`."""
        packets = self.channel.gops[0].packets
        return [(self.stamp(n), packets[(n - begun) % len(packets)]) for n in range(begun, end)]


def test_who_comes_gets_an_idr_with_the_next_frame_behind_a_report() -> None:
    scene, viewer = Scene(), Viewer()
    scene.track.step(24)
    sequence, tick = scene.stream.next_packet()
    scene.tcp(viewer)
    assert not viewer.packets
    scene.track.step(7)
    assert viewer.units() == scene.frames(24, 31)
    first = viewer.packets[0]
    assert (first.sequence, first.timestamp) == (sequence, scene.stream.timestamp(tick))
    place, report = viewer.reports[0]
    assert (place, report.timestamp) == (0, first.timestamp)
    assert decoded(unit for _, unit in viewer.units())


def test_for_who_comes_right_behind_an_idr_there_is_one_a_frame_later_and_nothing_before() -> None:
    scene, viewer = Scene(), Viewer()
    scene.track.step(21)
    sequence, tick = scene.stream.next_packet()
    scene.tcp(viewer)
    scene.track.step(1)
    assert not viewer.packets
    assert not viewer.reports
    scene.track.step(4)
    assert viewer.units() == scene.frames(22, 26)
    assert (viewer.packets[0].sequence, viewer.packets[0].timestamp) == (sequence, scene.stream.timestamp(tick))


def test_who_comes_later_gets_the_same_packets_as_the_others() -> None:
    scene, first, second, third = Scene(), Viewer(), Viewer(), Viewer()
    scene.track.step(3)
    scene.tcp(first)
    scene.track.step(5)
    sequence, tick = scene.stream.next_packet()
    late = scene.tcp(second)
    scene.track.step(1)
    other = scene.udp(third)
    scene.stream.settle()
    assert (late.frames, other.frames) == (1, 0)
    scene.track.step(6)
    assert (second.packets[0].sequence, second.packets[0].timestamp) == (sequence, scene.stream.timestamp(tick))
    assert first.units() == scene.frames(3, 8) + scene.frames(8, 10) + scene.frames(10, 15)
    assert second.units() == first.units()[5:]
    assert third.units() == first.units()[7:]
    for viewer in (second, third):
        assert viewer.packets == first.packets[-len(viewer.packets) :]
        assert viewer.reports[0][0] == 0
    scene.stream.settle()
    assert (late.frames, other.frames, late.dropped, other.dropped) == (7, 5, 0, 0)


def test_who_leaves_before_the_first_idr_has_had_nothing() -> None:
    scene, viewer = Scene(), Viewer()
    scene.track.step(1)
    reader = scene.tcp(viewer)
    scene.track.step(1)
    assert scene.stream.readers == [reader]
    scene.stream.leave(reader)
    assert not scene.track.active
    scene.track.step(10)
    assert not viewer.packets
    assert (reader.frames, reader.dropped, scene.stream.all_dropped) == (0, 0, 0)


def test_one_more_in_a_group_has_an_idr_too() -> None:
    scene, group = Scene(), Viewer()
    scene.udp(group)
    scene.track.step(5)
    scene.stream.welcome()
    scene.track.step(3)
    assert group.units() == scene.frames(0, 5) + scene.frames(5, 8)


def test_a_change_while_others_watch() -> None:
    scene, first, second = Scene(), Viewer(), Viewer()
    scene.tcp(first)
    scene.track.step(13)
    scene.track.show(scene.channel.gops[1], 16)
    scene.track.step(5)
    scene.udp(second)
    scene.track.step(11)
    changed = scene.channel.gops[1].packets
    late = [(scene.stamp(16 + n), changed[place % 10]) for n, place in enumerate([0, 1, *range(11)])]
    assert second.units() == late[2:]
    assert first.units() == scene.frames(0, 16) + late
    assert len(decoded(unit for _, unit in first.units())) == 29


def test_one_that_was_slow_goes_on_with_an_idr_and_what_it_lost_is_counted() -> None:
    scene, viewer, steady = Scene(), Viewer(), Viewer()
    reader = scene.tcp(viewer)
    scene.tcp(steady)
    scene.track.step(4)
    scene.stream.stall(reader, True)
    scene.track.step(3)
    scene.stream.stall(reader, False)
    scene.track.step(5)
    assert viewer.units_with_gaps() == scene.frames(0, 4) + scene.frames(10, 12)
    scene.stream.settle()
    assert (reader.frames, reader.dropped, scene.stream.all_dropped) == (6, 6, 6)
    assert steady.units() == scene.frames(0, 12)
    scene.stream.stall(reader, True)
    scene.stream.stall(reader, False)
    scene.stream.stall(reader, True)
    scene.track.step(9)
    assert len(viewer.units_with_gaps()) == 6
    scene.stream.stall(reader, False)
    scene.stream.leave(reader)
    scene.track.step(10)
    assert len(viewer.units_with_gaps()) == 6


def test_one_that_is_stalled_when_it_comes_has_its_idr_once_it_takes_anything() -> None:
    scene, viewer, steady = Scene(), Viewer(), Viewer()
    scene.tcp(steady)
    scene.track.step(4)
    reader = scene.tcp(viewer, stalled=True)
    scene.track.step(8)
    assert steady.units() == scene.frames(0, 12), "none is sent to all in vain"
    scene.track.step(1)
    scene.stream.stall(reader, False)
    scene.track.step(3)
    assert viewer.units() == scene.frames(13, 16)


def test_by_udp_a_frame_that_cannot_be_sent_whole_costs_those_up_to_the_next_idr() -> None:
    scene, viewer = Scene(), Viewer()
    reader = scene.udp(viewer)
    viewer.room = 3  # some fragments of the IDR
    scene.track.step(5)
    assert len(viewer.packets) == 3
    viewer.room = 1_000
    scene.track.step(7)
    viewer.packets = viewer.packets[3:]
    assert viewer.units() == scene.frames(10, 12)
    scene.stream.settle()
    assert (reader.frames, reader.dropped) == (2, 10)


@given(st.lists(st.tuples(st.sampled_from(["tcp", "udp", "leave", "show"]), st.integers(0, 4)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_all_begin_with_an_idr_and_miss_no_frame_whoever_comes_and_goes_when(steps: list[tuple[str, int]]) -> None:
    scene = Scene()
    here: list[TcpReader | UdpReader] = []
    viewers: list[tuple[int, Viewer]] = []
    for what, go in steps:
        if what == "leave" and here:
            scene.stream.leave(here.pop(0))
        elif what == "show":
            scene.track.show(scene.channel.gops[go % 2], scene.track.position + go)
        elif what in ("tcp", "udp"):
            viewers.append((scene.track.number, Viewer()))
            here.append((scene.tcp if what == "tcp" else scene.udp)(viewers[-1][1]))
        scene.track.step(go)
    scene.track.step(2)
    for reader in here:
        scene.stream.leave(reader)
    for came, viewer in viewers:
        units = viewer.units()
        assert not units or is_key(units[0][1])
        assert not units or units[0][0] in (scene.stamp(came), scene.stamp(came + 1))
        assert all((b - a) % 2**32 == 9_000 for (a, _), (b, _) in itertools.pairwise(units))
        assert len(decoded(unit for _, unit in units)) == len(units)
    assert all(len(viewer.units()) > 0 for _, viewer in viewers[len(viewers) - len(here) :])
