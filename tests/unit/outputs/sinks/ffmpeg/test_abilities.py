"""What the lists that ffmpeg prints tell, of two generations of it."""

from callcast.player.outputs.sinks.ffmpeg.abilities import Abilities, Needs, listed, needs, protocols
from callcast.player.outputs.sinks.ffmpeg.destination import Destination

MUXERS_5 = """File formats:
 D. = Demuxing supported
 .E = Muxing supported
 --
  E 3g2             3GP2 (3GPP2 file format)
  E mov,mp4         QuickTime / MOV
  E rtsp            RTSP output
"""
MUXERS_9 = """Formats:
 D.. = Demuxing supported
 .E. = Muxing supported
 ..d = Is a device
 ---
  Ed alsa            ALSA audio output
  E  flv             FLV (Flash Video)
"""
ENCODERS = """Encoders:
 V..... = Video
 ....B. = Supports draw_horiz_band
 ------
 V....D libx264              libx264 H.264 / AVC (codec h264)
 A....D aac                  AAC (Advanced Audio Coding)
 A..... aac_fixed
"""
PROTOCOLS = "Supported file protocols:\nInput:\n  file\n  pipe\n  unix\nOutput:\n  pipe\n  rtmp\n  tcp\n"


def test_lists() -> None:
    assert listed(MUXERS_5) == {"3g2", "mov", "mp4", "rtsp"}
    assert listed(MUXERS_9) == {"alsa", "flv"}
    assert listed(ENCODERS) == {"libx264", "aac", "aac_fixed"}
    assert protocols(PROTOCOLS) == (frozenset({"file", "pipe", "unix"}), frozenset({"pipe", "rtmp", "tcp"}))
    assert listed("") == set()
    assert protocols("") == (frozenset(), frozenset())


def test_what_is_missing_is_named() -> None:
    have = Abilities(listed(MUXERS_5), listed(ENCODERS), *protocols(PROTOCOLS))
    assert not list(needs(Destination.parse("rtsp://h/x"), "aac", "unix").missing(have))
    assert list(needs(Destination.parse("srt://h:9"), "libopus", "pipe").missing(have)) == [
        "the muxer mpegts",
        "the encoder libopus",
        "the protocol srt",
    ]
    both = needs(Destination.parse("rtsp://h/x"), "aac", "unix", picture=True)
    assert list(both.missing(have)) == ["the demuxer nut"]
    assert list(Needs(encoders=("libx264", "libx265")).missing(have)) == ["the encoder libx265"]
    assert not list(Needs().missing(have))
