"""Why it ended, from what ffmpeg 5.1 and 9.0 said."""

import pytest

from callcast.player.outputs.sinks.ffmpeg.reason import ended, reason

REFUSED_5 = [
    "tcp: Connection to tcp://localhost:9?timeout=0 failed: Connection refused",
    "Could not write header for output file #0 (incorrect codec parameters ?): Connection refused",
    "Error initializing output stream 0:0 -- ",
]
REFUSED_9 = [
    "tcp: Connection to tcp://127.0.0.1:1?timeout=0 failed: Connection refused",
    "out#0/rtsp: Could not write header (incorrect codec parameters ?): Connection refused",
    "af#0:0: Error sending frames to consumers: Connection refused",
    "af#0:0: Task finished with error code: -111 (Connection refused)",
    "af#0:0: Terminating thread with return code -111 (Connection refused)",
    "out#0/rtsp: Nothing was written into output file, because at least one of its streams received no packets.",
]
UNKNOWN_HOST = [
    "tcp: Failed to resolve hostname no.such.host: Name or service not known",
    "Could not write header for output file #0 (incorrect codec parameters ?): Input/output error",
]


@pytest.mark.parametrize(
    ("errors", "says"),
    [
        (REFUSED_5, "rtsp://h/x cannot be reached: nothing listens there; start it, or mend the URL"),
        (REFUSED_9, "rtsp://h/x cannot be reached: nothing listens there; start it, or mend the URL"),
        (UNKNOWN_HOST, "rtsp://h/x has a host whose address is unknown; mend the URL"),
        (["rtsp: method ANNOUNCE failed: 401 Unauthorized"], "rtsp://h/x wants another user or password; write"),
        (["rtsp: method ANNOUNCE failed: 404 Not Found"], "rtsp://h/x knows no such path; mend"),
        (["rtsp: method OPTIONS failed: 400 Bad Request"], "rtsp://h/x is no RTSP server that can be published to"),
        (
            ["Could not write header for output file #0 (incorrect ...): Server returned 400 Bad Request"],
            "rtsp://h/x does not take the stream (400): another may publish there, or this codec is refused; choose",
        ),
        (
            ["rtsp: method RECORD failed: 455 Not Valid"],
            "rtsp://h/x does not take the stream (455): another may publish there",
        ),
        (
            ["Invalid encoder type 'libx264'"],
            "rtsp://h/x cannot be served: libx264 is no encoder of sound; set codec to one that is, such as aac or lib",
        ),
        (
            ["aost#0:0: Invalid encoder type 'libx264'", "Error opening output files: Invalid argument"],
            "rtsp://h/x cannot be served: libx264 is no encoder of sound",
        ),
        (
            ["srt: Connection to srt://h:1 failed: Input/output error", "srt://h:1: Input/output error"],
            "rtsp://h/x cannot be reached: nobody answers there, or it refuses this passphrase",
        ),
        (["srt://h:1?pass=***: Input/output error"], "rtsp://h/x cannot be reached: nobody answers there"),
        (
            ["Error setting option ar to value x."],
            "rtsp://h/x cannot be served: ffmpeg does not take this value of its",
        ),
        (["av_interleaved_write_frame(): Broken pipe"], "rtsp://h/x has closed the connection; see its log"),
        (["Unrecognized option 'wat'."], "rtsp://h/x cannot be served: ffmpeg has no option wat; mend options"),
        (["unix:/tmp/a.sock: Connection refused"], "unix:/tmp/a.sock cannot be read (Connection refused); start what"),
        (["in#0: Error opening input: Connection refused"], "unix:/tmp/a.sock cannot be read (Connection refused)"),
        (
            ["Something new.", "Conversion failed!"],
            "ffmpeg cannot publish to rtsp://h/x: Something new; see that url, codec",
        ),
        (["Conversion failed!"], "The ffmpeg that published to rtsp://h/x ended with exit code 1"),
        ([], "The ffmpeg that published to rtsp://h/x ended with exit code 1; it is started again"),
    ],
)
def test_reasons(errors: list[str], says: str) -> None:
    said = reason(errors, "unix:/tmp/a.sock", "rtsp://h/x", 1)
    assert said.startswith(says)
    assert not said.endswith(".")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (-9, "was ended by signal 9"),
        (137, "was ended by signal 9"),
        (1, "ended with exit code 1"),
        (255, "ended with exit code 255"),
    ],
)
def test_how_it_ended(code: int, words: str) -> None:
    assert ended(code) == words


def test_a_source_that_ends_is_no_fault_of_ffmpeg() -> None:
    assert reason([], "unix:/tmp/a.sock", "rtsp://h/x", 0).startswith("unix:/tmp/a.sock has come to its end; ")


def test_a_fifo_is_named_as_people_write_it() -> None:
    said = reason(["/run/f: Permission denied"], "fifo:/run/f", "rtsp://h/x", 1)
    assert said.startswith("fifo:/run/f cannot be read (Permission denied); ")


def test_a_named_pipe_is_named_as_people_write_it() -> None:
    said = reason([r"\\.\pipe\hall: No such file or directory"], "pipe:hall", "rtsp://h/x", 1)
    assert said.startswith("pipe:hall cannot be read (No such file or directory); start what writes there")
