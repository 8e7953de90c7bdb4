"""One stream, many readers: what each gets, and what is counted."""

from tests.support.live import ToneChannel

from callcast.player.outputs.rtsp import rtcp
from callcast.player.outputs.rtsp.message import Interleaved, Parser
from callcast.player.outputs.rtsp.rtp import unpack
from callcast.player.outputs.streams.reader import TcpReader, UdpReader
from callcast.player.outputs.streams.stream import RtpStream


class Wire:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.parser = Parser()

    def write(self, data: bytes) -> None:
        self.parser.receive(data)

    def frames(self, channel: int) -> list[bytes]:
        """What came on a channel since the last time; nothing may have come on others but RTCP."""
        data = []
        while isinstance(message := self.parser.next_message(), Interleaved):
            assert message.channel in (channel, channel + 1)
            if message.channel == channel:
                data.append(message.data)
            else:
                self.reports = rtcp.parse(message.data)
        return data


class Scene:
    """A stream of the tone."""

    def __init__(self) -> None:
        self.channel = ToneChannel()
        self.track = self.channel.track("aac")
        self.stream = RtpStream(self.track, self.channel.clock, "name", group=None, ended=lambda stream: None)

    def reader(self, wire: Wire, channel: int = 0) -> TcpReader:
        reader = TcpReader("127.0.0.1", wire, channel, channel + 1, stalled=False)
        self.stream.join(reader)
        return reader

    def go(self, frames: int) -> None:
        for _ in range(frames):
            self.track.step()


def test_every_channel_of_interleaving_gets_the_same_packets() -> None:
    scene, zero, six = Scene(), Wire(), Wire()
    sequence, tick = scene.stream.next_packet()
    stamp = scene.stream.timestamp(tick)
    scene.reader(zero)
    scene.reader(six, 6)
    scene.go(5)
    packets = zero.frames(0)
    assert packets == six.frames(6)
    assert [unpack(data).sequence for data in packets] == [(sequence + n) % 2**16 for n in range(5)]
    assert [unpack(data).timestamp for data in packets] == [(stamp + n * 1024) % 2**32 for n in range(5)]


def test_what_a_reader_got_and_lost_is_reckoned() -> None:
    scene, one, two = Scene(), Wire(), Wire()
    steady = scene.reader(one)
    scene.go(3)
    slow = scene.reader(two)
    scene.go(4)
    scene.stream.stall(slow, True)
    scene.go(5)
    assert (scene.stream.all_dropped, slow.dropped) == (5, 5)
    scene.stream.stall(slow, False)
    scene.go(2)
    scene.stream.settle()
    assert scene.stream.readers == [steady, slow]
    assert (steady.frames, steady.dropped, slow.frames, slow.dropped) == (14, 0, 6, 5)
    assert (len(one.frames(0)), len(two.frames(0))) == (14, 6)
    scene.stream.leave(slow)
    scene.go(1)
    assert (scene.stream.frames, scene.stream.all_dropped) == (15, 5)
    assert not two.frames(0)


class Ports:
    """Send by UDP while there is room."""

    def __init__(self) -> None:
        self.room = True
        self.packets: list[bytes] = []
        self.reports: list[bytes] = []

    def sendto(self, data: bytes, destination: object) -> None:
        self.keep(self.packets, data)

    def sendto_control(self, data: bytes, destination: object) -> None:
        self.keep(self.reports, data)

    def keep(self, kept: list[bytes], data: bytes) -> None:
        if not self.room:
            raise BlockingIOError
        kept.append(data)


def test_by_udp_what_cannot_be_sent_is_lost_and_counted_and_touches_no_other() -> None:
    scene, wire, ports = Scene(), Wire(), Ports()
    scene.go(2)
    by_udp = UdpReader("127.0.0.1", ports, ("127.0.0.1", 2), ("127.0.0.1", 3))  # type: ignore[arg-type]
    scene.stream.join(by_udp)
    by_tcp = scene.reader(wire)
    scene.go(4)
    ports.room = False
    scene.go(3)
    scene.stream.report_to(by_udp)
    assert scene.stream.all_dropped == 3
    ports.room = True
    scene.go(5)
    scene.stream.settle()
    assert (by_udp.frames, by_udp.dropped, by_tcp.frames, by_tcp.dropped) == (9, 3, 12, 0)
    packets = wire.frames(0)
    assert ports.packets == packets[:4] + packets[7:]
    assert len(ports.reports) == 1
    scene.stream.leave(by_udp)
    scene.go(1)
    assert (by_udp.frames, scene.stream.all_dropped, len(ports.packets)) == (9, 3, 9)


def test_a_reader_that_stalls_on_a_frame_has_got_it() -> None:
    scene, wire = Scene(), Wire()
    reader = scene.reader(wire)
    scene.go(2)

    def stalling(data: bytes) -> None:
        Wire.write(wire, data)
        scene.stream.stall(reader, True)

    reader.write = stalling
    scene.stream.stall(reader, False)  # so that the stream sees the other way of writing
    scene.go(4)
    scene.stream.settle()
    assert (reader.frames, reader.dropped, len(wire.frames(0))) == (3, 3, 3)


def test_sender_reports_count_packets_and_octets_of_all_time() -> None:
    scene, first, second = Scene(), Wire(), Wire()
    reader = scene.reader(first)
    scene.go(7)
    scene.stream.leave(reader)
    scene.go(3)
    scene.reader(second)
    scene.go(1)
    (last,) = second.frames(0)
    report = second.reports[0]
    assert isinstance(report, rtcp.SenderReport)
    sent = first.frames(0)
    assert (report.packets, report.octets) == (7, sum(len(unpack(data).payload) for data in sent))
    assert report.timestamp == unpack(last).timestamp
    assert unpack(last).sequence == (unpack(sent[-1]).sequence + 1) % 2**16
