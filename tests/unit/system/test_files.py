"""Files that are written whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from callcast.system.files import write_whole

FULL = """
import resource, signal, sys
from pathlib import Path
from callcast.system.files import write_whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_whole(Path(sys.argv[1]), b"new" * 1000)
except OSError:
    print("no room")
"""


def test_a_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for data in (b"old\r\n", b""):
        write_whole(path, data)
        assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file")
def test_without_room_the_old_one_stays_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    said = subprocess.run([sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "no room"
    assert (list(tmp_path.iterdir()), path.read_bytes()) == ([path], b"old")
