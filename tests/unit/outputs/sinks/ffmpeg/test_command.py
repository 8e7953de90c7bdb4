"""The command line: what the original's had, and what makes it quick."""

import pytest

from callcast.player.outputs.sinks.ffmpeg.command import Coding, Sound, arguments
from callcast.player.outputs.sinks.ffmpeg.destination import Destination

BEFORE = "-hide_banner -nostdin -nostats -loglevel level+info -progress pipe:1 -stats_period 0.5"


def line(source: str, to: str, sound: Sound | None = None, coding: Coding | None = None) -> str:
    return " ".join(arguments(source, sound or Sound(), coding or Coding(), Destination.parse(to)))


def test_as_the_original_published() -> None:
    assert line("unix:/tmp/tts_audio.sock", "rtsp://localhost:8554/mystream") == (
        f"{BEFORE} -probesize 32 -analyzeduration 0 -f s16le -ar 24000 -ch_layout 1c -i unix:/tmp/tts_audio.sock"
        " -c:a aac -muxdelay 0 -flush_packets 1 -rtsp_transport tcp -f rtsp rtsp://localhost:8554/mystream"
    )


def test_other_samples_and_codings() -> None:
    coding = Coding("libopus", 32_000, ("-vbr", "off"))
    made = line("pipe:0", "srt://host:9000?mode=caller", Sound("f32le", 48_000, 2), coding)
    assert "-f f32le -ar 48000 -ch_layout 2c -i pipe:0 -c:a libopus -b:a 32000 -muxdelay 0" in made
    assert made.endswith("-flush_packets 1 -vbr off -f mpegts srt://host:9000?mode=caller")


@pytest.mark.parametrize(
    ("url", "end"),
    [
        ("rtsps://h/x", "-rtsp_transport tcp -f rtsp rtsps://h/x"),
        ("rtmp://h/live/x", "-flvflags no_duration_filesize -f flv rtmp://h/live/x"),
        ("udp://239.1.1.1:5000", "-flush_packets 1 -f mpegts udp://239.1.1.1:5000"),
    ],
)
def test_each_scheme_has_its_muxer(url: str, end: str) -> None:
    assert line("pipe:0", url).endswith(end)


def test_a_named_pipe_of_windows() -> None:
    assert r"-i \\.\pipe\tts_audio_pipe -c:a" in line(r"\\.\pipe\tts_audio_pipe", "rtsp://h/x")


def test_no_pacing_by_ffmpeg() -> None:
    assert "-re" not in arguments("pipe:0", Sound(), Coding(), Destination.parse("rtsp://h/x"))


def test_a_picture_comes_with_the_sound_in_one_input_and_is_not_coded_again() -> None:
    coding = Coding(bit_rate=64_000, options=("-c:v", "libx264"))
    made = " ".join(arguments("pipe:0", Sound(), coding, Destination.parse("rtmp://h/live/x"), picture=True))
    assert "-probesize 32 -analyzeduration 0 -f nut -i pipe:0 -map 0:a -map 0:v -c:v copy" in made
    assert " -c:a aac -b:a 64000 " in made
    assert made.endswith("-flvflags no_duration_filesize -c:v libx264 -f flv rtmp://h/live/x")
