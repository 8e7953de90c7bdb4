"""`callcast source`, as the original controller was used: a prompt, a socket, ffmpeg behind it."""

import contextlib
import os
import re
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from tests.acceptance.instance import free_port, until
from tests.support.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has named pipes instead")

PROMPT = re.escape("請輸入文本(輸入q退出)")
RATE = 24_000

PUBLISH = "-f rtsp -rtsp_transport tcp rtsp://localhost:8554/mystream"
ORIGINAL = (
    f"ffmpeg -f s16le -ar 24000 -ac 1 -i unix:/tmp/tts_audio.sock -c:a aac {PUBLISH}",
    f"ffmpeg -ar 24000 -ac 1 -f s16le -i unix:/tmp/tts_audio.sock {PUBLISH}",
)
"""The command lines that the original controller was used with."""


@pytest.fixture(autouse=True)
def ctrl_c_is_heard() -> Iterator[None]:
    """Tests that run in the background ignore Ctrl-C, and what they start would inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Of a person without settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CALLCAST_")}
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "CALLCAST_DATA": str(tmp_path / "data")}
    return {**ours, **home, "PYTHONWARNINGS": "default", "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tts_audio.sock"


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "callcast.cli.main", "source", *options]


@contextlib.contextmanager
def source(environ: dict[str, str], *options: str) -> "Iterator[subprocess.Popen[bytes]]":
    """One whose standard input, output and error are pipes."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command(*options), env=environ, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        try:
            yield process
        finally:
            process.kill()


def type_in(process: "subprocess.Popen[bytes]", text: str) -> None:
    assert process.stdin is not None
    process.stdin.write(text.encode())
    process.stdin.flush()


def complaint(process: "subprocess.Popen[bytes]") -> str:
    """What it has said on standard error, once it has ended."""
    assert process.stderr is not None
    process.wait(20)
    return process.stderr.read().decode()


def samples(data: bytes) -> NDArray[np.int32]:
    """Of s16le."""
    return np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.int32)


def heard(data: bytes) -> NDArray[np.intp]:
    """Where samples of s16le are no silence."""
    return np.flatnonzero(samples(data))


def listen(path: Path, seconds: float) -> bytes:
    """So much of s16le at 24 kHz, mono."""
    with socket.socket(socket.AF_UNIX) as reader:
        reader.settimeout(20)
        reader.connect(str(path))
        data = b""
        while len(data) < seconds * RATE * 2 and (more := reader.recv(65_536)):
            data += more
    return data


# -- a prompt --------------------------------------------------------------------------------------------------


def test_what_is_typed_is_heard_and_q_ends_it(environ: dict[str, str], path: Path) -> None:
    terminal = Terminal(environ, "source", "--to", f"unix:{path}")
    try:
        terminal.see(PROMPT)
        assert stat.S_IMODE(path.lstat().st_mode) == 0o600
        terminal.type("請 A012 號到 3 號櫃檯\r")
        assert len(heard(listen(path, 2.0))) > RATE / 2
        terminal.see(r"\[1\] queued.*\[1\] speaking.*\[1\] spoken")
        terminal.type("/list\r")
        terminal.see("Type a text and press Enter")
        terminal.type("q\r")
        code, shown = terminal.end()
    finally:
        terminal.close()
    assert code == 0
    assert "Traceback" not in shown
    assert not path.exists()


def test_ctrl_c_at_the_prompt_leaves_no_socket(environ: dict[str, str], path: Path) -> None:
    terminal = Terminal(environ, "source", "--to", f"unix:{path}")
    try:
        terminal.see(PROMPT)
        terminal.type("\x03")
        code, shown = terminal.end()
    finally:
        terminal.close()
    assert code == 130
    assert "Traceback" not in shown
    assert not path.exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_leaves_nothing(environ: dict[str, str], path: Path, number: int, code: int) -> None:
    with source(environ, "--to", f"unix:{path}") as process:
        until("the socket is there", path.exists)
        listen(path, 0.1)
        process.send_signal(number)
        assert complaint(process) == f"callcast is up: unix:{path}\n"
        assert process.returncode == code
        assert not path.exists()


def test_it_has_no_port(environ: dict[str, str], path: Path) -> None:
    with source(environ, "--to", f"unix:{path}") as process:
        until("the socket is there", path.exists)
        type_in(process, "Number one.\n")
        assert len(heard(listen(path, 2.0)))
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        assert not [one for member in family for one in member.net_connections("inet")]


# -- pipes -----------------------------------------------------------------------------------------------------


def test_lines_from_a_pipe_are_all_spoken_before_it_ends(environ: dict[str, str]) -> None:
    lines = b"one\n\n/say q\nthree\nq\nfour\n"
    done = subprocess.run(
        command("--to", "stdout:", "--lang", "en"),
        input=lines,
        env=environ,
        capture_output=True,
        timeout=60,
        check=False,
    )
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert re.findall(r"\[(\d)\] spoken", said) == ["1", "2", "3"]
    sounds = heard(done.stdout)
    pauses = np.flatnonzero(np.diff(sounds) > RATE // 2)
    assert len(pauses) == 2
    assert len(done.stdout) // 2 - sounds[-1] < RATE  # it does not wait for what will not come


def test_a_text_that_cannot_be_spoken_is_told_of_and_the_next_is_spoken(environ: dict[str, str]) -> None:
    done = subprocess.run(
        command("--to", "stdout:"),
        input=b"\xff\n...\nfine\n",
        env=environ,
        capture_output=True,
        timeout=60,
        check=False,
    )
    said = done.stderr.decode()
    assert "callcast: The text on standard input is not valid UTF-8" in said
    assert "[1] failed" in said
    assert "[2] spoken" in said
    assert done.returncode == 2


def test_who_reads_standard_output_may_leave(environ: dict[str, str]) -> None:
    with source(environ, "--to", "stdout:") as process:
        assert process.stdout is not None
        assert len(process.stdout.read(10_000)) == 10_000
        process.stdout.close()
        assert complaint(process) == "callcast is up: stdout:\n"
        assert process.returncode == 0


def test_standard_output_with_a_wav_header_plays_in_ffmpeg(environ: dict[str, str], tmp_path: Path) -> None:
    ffmpeg = shutil.which("ffmpeg") or pytest.skip("ffmpeg is not installed")
    with source(
        environ, "--to", "stdout:", "--wav", "--rate", "48000", "--channels", "2", "--sample", "f32le"
    ) as process:
        type_in(process, "Order 37 is ready.\n")
        out = tmp_path / "heard.wav"
        played = subprocess.run(
            [ffmpeg, "-v", "error", "-i", "pipe:", "-t", "2", "-ar", str(RATE), "-ac", "1", "-f", "s16le", str(out)],
            stdin=process.stdout,
            capture_output=True,
            timeout=30,
            check=False,
        )
    assert (played.returncode, played.stderr) == (0, b"")
    assert len(heard(out.read_bytes())) > RATE / 2


def test_it_speaks_into_a_fifo(environ: dict[str, str], tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    with source(environ, "--to", f"fifo:{fifo}") as process:
        until("the FIFO is there", fifo.exists)
        with fifo.open("rb", buffering=0) as reader:
            type_in(process, "Order 37 is ready.\n")
            data = b""
            while len(data) < 3 * RATE:
                data += reader.read(65_536)
        assert len(heard(data))
        process.send_signal(signal.SIGTERM)
        complaint(process)
    assert fifo.is_fifo()  # for whoever waits there


# -- the original's own lines ----------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ORIGINAL)
def test_the_originals_ffmpeg_line_publishes_the_voice(environ: dict[str, str], path: Path, line: str) -> None:
    """As it is written, but for the port, which another may have, and the folder of the socket."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    port = free_port()
    line = line.replace("unix:/tmp/tts_audio.sock", f"unix:{path}").replace(":8554/", f":{port}/")
    server = f"ffmpeg -v error -nostdin -rtsp_flags listen -i rtsp://localhost:{port}/mystream -ar {RATE} -ac 1"
    null = subprocess.DEVNULL
    with contextlib.ExitStack() as stack:
        receiver = shlex.split(f"{server} -flush_packets 1 -f s16le -")
        receiving = stack.enter_context(subprocess.Popen(receiver, stdin=null, stdout=subprocess.PIPE))
        stack.callback(receiving.kill)
        until("the receiver listens", lambda: port in _listening(receiving.pid))
        process = stack.enter_context(source(environ, "--to", f"unix:{path}"))
        until("the socket is there", path.exists)
        publishing = stack.enter_context(subprocess.Popen(shlex.split(line), stdin=null, stderr=null))
        stack.callback(publishing.kill)
        assert receiving.stdout is not None
        data = receiving.stdout.read(RATE)
        type_in(process, "Order 37 is ready, please come to counter 3.\n")
        while len(loud := np.flatnonzero(np.abs(samples(data)) > 2_000)) < RATE / 10:
            data += receiving.stdout.read(RATE)
    assert np.abs(samples(data)[: loud[0] - RATE // 10]).max() < 50  # no click before the voice: no header was sent


def _listening(pid: int) -> set[int]:
    return {one.laddr.port for one in psutil.Process(pid).net_connections("tcp") if one.status == psutil.CONN_LISTEN}


# -- what is wrong ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), ("--to",)),
        (("--to", "/run/x"), ('write "unix:/run/x"',)),
        (("--to", "unx:/tmp/x"), ('did you mean "unix:"?',)),
        (("--to", "unix:" + "x" * 108), ("a path of 108 bytes", "choose a shorter one")),
        (("--to", "unix:{folder}"), ("is a folder", "callcast.sock")),
        (("--to", "unix:{folder}/file"), ("no socket", "choose another path")),
        (("--to", "fifo:{folder}/file"), ("no FIFO", "choose another path")),
        (("--to", "unix:{folder}/none/x"), ("No such file or directory", "choose a path in a folder that is there")),
        (("--to", "unix:{folder}/live"), ("another program's socket", "stop that program")),
        (("--to", "pipe:hall"), ("only on Windows", "unix:/tmp/hall.sock")),
        (("--to", "unix:{folder}/x", "--rate", "24010"), ("--rate", "24010", "24000")),
        (("--to", "unix:{folder}/x", "--rate", "fast"), ("--rate", "fast")),
        (("--to", "unix:{folder}/x", "--channels", "9"), ("--channels", "at most 8")),
        (("--to", "unix:{folder}/x", "--sample", "s16"), ("--sample", "s16le")),
        (("--to", "unix:{folder}/x", "--voice", "espeak:nobody"), ('"espeak:nobody"', "callcast voices")),
        (("--to", "unix:{folder}/x", "--lang", "xx"), ('"xx"', "callcast voices")),
    ],
)
def test_what_is_wrong_is_one_sentence(
    environ: dict[str, str], tmp_path: Path, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("precious")
    with socket.socket(socket.AF_UNIX) as live:
        live.bind(str(tmp_path / "live"))
        live.listen()
        asked = command(*(option.replace("{folder}", str(tmp_path)) for option in options))
        done = subprocess.run(asked, env=environ, input=b"hello\n", capture_output=True, timeout=60, check=False)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 2, lines
    assert len(lines) == 1
    for word in ("callcast: ", *words):
        assert word in lines[0]
    assert not (tmp_path / "x").exists()
    assert (tmp_path / "file").read_text() == "precious"


def test_standard_output_must_be_read(environ: dict[str, str], tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as file:
        done = subprocess.run(
            command("--to", "stdout:"),
            stdin=subprocess.DEVNULL,
            env=environ,
            stdout=file,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "callcast: Standard output is no pipe; put a program behind it that reads, as in: ... | aplay -t raw.\n"
    )


def test_it_begins_at_once(environ: dict[str, str], path: Path) -> None:
    """The socket need not wait for the speech engine."""
    began = time.monotonic()
    with source(environ, "--to", f"unix:{path}"):
        until("the socket is there", path.exists)
        assert listen(path, 0.02)
        assert time.monotonic() - began < 10  # this only catches the absurd
