"""A picture and those who watch it: each begins with an IDR, and gets frames whole or not at all."""

import itertools

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

    def send(self, data: bytes, destination: object) -> bool:
        self.room -= 1
        if self.room >= 0:
            self.packets.append(unpack(data))
        return self.room >= 0

    def send_control(self, data: bytes, destination: object) -> bool:
        self.report(data)
        return True

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

    def frames(self, first: int, end: int, joined: int | None = None) -> list[tuple[int, bytes]]:
        """With their own times; those before `joined` stamped a millisecond apart."""
        packets = self.channel.gops[0].packets
        live = first if joined is None else joined
        squeezed = [(self.stamp(live) - 90 * (live - n)) % 2**32 for n in range(first, live)]
        stamps = squeezed + [self.stamp(n) for n in range(live, end)]
        return [(stamp, packets[n % len(packets)]) for n, stamp in zip(range(first, end), stamps, strict=True)]


def test_the_first_who_comes_gets_the_gop_from_its_idr_on_behind_a_report() -> None:
    scene, viewer = Scene(), Viewer()
    scene.track.step(24)
    sequence, tick = scene.stream.next_packet()
    scene.tcp(viewer)
    assert viewer.units() == scene.frames(20, 24, 24)
    first = viewer.packets[0]
    assert (first.sequence, first.timestamp) == (sequence, scene.stream.timestamp(tick))
    place, report = viewer.reports[0]
    assert (place, report.timestamp) == (0, first.timestamp)
    scene.track.step(7)
    assert viewer.units() == scene.frames(20, 31, 24)
    assert decoded(unit for _, unit in viewer.units())


def test_who_comes_later_gets_the_same_packets_as_the_others_have_had() -> None:
    scene, first, second, third = Scene(), Viewer(), Viewer(), Viewer()
    scene.track.step(3)
    scene.tcp(first)
    scene.track.step(5)
    sequence, tick = scene.stream.next_packet()
    late = scene.tcp(second)
    assert (second.packets[0].sequence, second.packets[0].timestamp) == (sequence, scene.stream.timestamp(tick))
    assert second.units() == scene.frames(0, 8, 8)
    assert second.reports[0][0] == 0
    scene.track.step(6)
    other = scene.udp(third)
    scene.track.step(2)
    expected = scene.frames(0, 16, 3), scene.frames(0, 16, 8), scene.frames(10, 16, 14)
    assert (first.units(), second.units(), third.units()) == expected
    for viewer, packets in ((second, first.packets), (third, first.packets[-len(third.packets) :])):
        assert [one.sequence for one in viewer.packets] == [one.sequence for one in packets]
        assert [one.payload for one in viewer.packets] == [one.payload for one in packets]
    scene.stream.settle()
    assert (late.frames, other.frames, late.dropped, other.dropped) == (16, 6, 0, 0)


def test_who_comes_between_two_gops_waits_for_the_next_frame() -> None:
    scene, viewer, other = Scene(), Viewer(), Viewer()
    scene.track.step(10)
    scene.tcp(viewer)
    scene.tcp(other)
    assert not viewer.packets
    scene.track.step(2)
    assert viewer.units() == other.units() == scene.frames(10, 12)


def test_a_change_while_others_watch() -> None:
    scene, first, second = Scene(), Viewer(), Viewer()
    scene.tcp(first)
    scene.track.step(13)
    scene.track.show(scene.channel.gops[1], 16)
    scene.track.step(5)
    scene.udp(second)
    scene.track.step(11)
    changed = scene.channel.gops[1].packets
    late = [(scene.stamp(16 + n), changed[n % 10]) for n in range(13)]
    assert second.units()[2:] == late[2:]
    assert [stamp for stamp, _ in second.units()[:2]] == [scene.stamp(18) - 180, scene.stamp(18) - 90]
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


def test_one_that_is_stalled_when_it_comes_begins_with_the_next_idr() -> None:
    scene, viewer = Scene(), Viewer()
    scene.track.step(4)
    reader = scene.tcp(viewer, stalled=True)
    scene.track.step(1)
    scene.stream.stall(reader, False)
    scene.track.step(8)
    assert viewer.units() == scene.frames(10, 13)


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
    assert (reader.frames, reader.dropped) == (2, 10)


def test_all_begin_with_an_idr_whoever_comes_and_goes_when() -> None:
    for first, gap, second in itertools.product(range(0, 12, 3), range(0, 12, 4), range(0, 13, 3)):
        scene, one, two = Scene(), Viewer(), Viewer()
        scene.track.step(first)
        reader = scene.tcp(one)
        scene.track.step(gap)
        scene.stream.leave(reader)
        scene.track.step(second)
        scene.tcp(two)
        scene.track.step(3)
        for viewer in (one, two):
            units = viewer.units()
            assert not units or is_key(units[0][1])
            stamps = [stamp for stamp, _ in units]
            assert all(0 < (b - a) % 2**32 <= 9_000 for a, b in itertools.pairwise(stamps))
        if one.packets and two.packets:
            assert (two.packets[0].sequence - one.packets[-1].sequence) % 2**16 == 1
