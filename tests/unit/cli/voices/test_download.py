"""Downloads, from a real server on loopback that fails as servers do."""

import errno
import hashlib
import random
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.file_server import Files, serving

from callcast.cli.errors import BadInput
from callcast.cli.voices import download
from callcast.cli.voices.download import Downloader, Wanted
from callcast.cli.voices.errors import BadPack, NotFetched, NotInstalled

DATA = random.Random(1).randbytes(1_000_000)
SHA256 = hashlib.sha256(DATA).hexdigest()


class Seen:
    """What a bar would show."""

    def __init__(self) -> None:
        self.last: tuple[int, int | None] = (0, None)

    def at(self, done: int, whole: int | None) -> None:
        self.last = (done, whole)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def files() -> Iterator[Files]:
    with serving() as files:
        yield files


@pytest.fixture
def downloader(tmp_path: Path) -> Iterator[Downloader]:
    with Downloader(tmp_path / "parts", pause=lambda seconds: None) as downloader:
        yield downloader


def left(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "parts").iterdir())


def ranges(files: Files) -> list[str | None]:
    return [wanted for _, wanted in files.requests]


def test_a_file(files: Files, downloader: Downloader) -> None:
    seen = Seen()
    path = downloader.fetch(Wanted(files.put("a.zip", DATA), SHA256, len(DATA)), seen)
    assert path.read_bytes() == DATA
    assert seen.last == (len(DATA), len(DATA))


def test_a_cut_in_the_middle_is_mended_from_there(files: Files, downloader: Downloader) -> None:
    files.cuts = [300_000, 300_000]
    assert downloader.fetch(Wanted(files.put("a.zip", DATA), SHA256), Seen()).read_bytes() == DATA
    assert ranges(files) == [None, "bytes=300000-", "bytes=600000-"]


def test_what_was_begun_goes_on_in_the_next_run(files: Files, tmp_path: Path, downloader: Downloader) -> None:
    url = files.put("a.zip", DATA)
    files.cuts = [250_000, 0, 0, 0, 0]
    with pytest.raises(NotFetched, match="goes on where it stopped"):
        downloader.fetch(Wanted(url, SHA256), Seen())
    files.cuts.clear()
    with Downloader(tmp_path / "parts") as again:
        assert again.fetch(Wanted(url, SHA256), Seen()).read_bytes() == DATA
    assert ranges(files)[-1] == "bytes=250000-"


def test_a_server_without_ranges_sends_it_all_again(files: Files, downloader: Downloader) -> None:
    files.ranges, files.cuts = False, [300_000]
    assert downloader.fetch(Wanted(files.put("a.zip", DATA), SHA256), Seen()).read_bytes() == DATA


def test_another_file_since_is_not_mixed_with_the_first(files: Files, tmp_path: Path, downloader: Downloader) -> None:
    url = files.put("a.zip", b"x" * len(DATA))
    files.cuts = [300_000, 0, 0, 0]
    with pytest.raises(NotFetched):
        downloader.fetch(Wanted(url), Seen())
    files.cuts.clear()
    files.etag = '"2"'
    files.put("a.zip", DATA)
    assert downloader.fetch(Wanted(url), Seen()).read_bytes() == DATA


def test_without_version_or_checksum_it_begins_anew(files: Files, downloader: Downloader) -> None:
    files.etag, files.cuts = None, [300_000]
    assert downloader.fetch(Wanted(files.put("a.zip", DATA)), Seen()).read_bytes() == DATA
    assert ranges(files) == [None, None]


def test_all_was_there_already(files: Files, tmp_path: Path, downloader: Downloader) -> None:
    url = files.put("a.zip", DATA)
    path = downloader.fetch(Wanted(url, SHA256), Seen())
    assert downloader.fetch(Wanted(url, SHA256), Seen()) == path
    assert path.read_bytes() == DATA


def test_more_than_the_server_has_begins_anew(files: Files, tmp_path: Path, downloader: Downloader) -> None:
    url = files.put("a.zip", DATA)
    downloader.fetch(Wanted(url, SHA256), Seen()).write_bytes(DATA + b"more")
    assert downloader.fetch(Wanted(url, SHA256), Seen()).read_bytes() == DATA


def test_a_checksum_that_differs_leaves_nothing(files: Files, tmp_path: Path, downloader: Downloader) -> None:
    with pytest.raises(BadPack, match=r"^a\.zip is not installed: the checksum of .* differs"):
        downloader.fetch(Wanted(files.put("a.zip", DATA), "0" * 64), Seen())
    assert left(tmp_path) == []


@pytest.mark.parametrize("size", [len(DATA) + 5, len(DATA) - 5])
def test_a_size_that_differs_leaves_nothing(files: Files, tmp_path: Path, downloader: Downloader, size: int) -> None:
    with pytest.raises((BadPack, NotFetched)):
        downloader.fetch(Wanted(files.put("a.zip", DATA), SHA256, size), Seen())
    assert [path for path in left(tmp_path) if path.stat().st_size > len(DATA)] == []


def test_fewer_bytes_than_the_server_says(files: Files, downloader: Downloader) -> None:
    files.told_length, files.ranges = len(DATA) + 1000, False
    with pytest.raises(NotFetched, match="the connection broke"):
        downloader.fetch(Wanted(files.put("a.zip", DATA)), Seen())


def test_an_endless_file_is_ended(files: Files, downloader: Downloader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "LIMIT", 500_000)
    with pytest.raises(BadPack, match="at most 500,000"):
        downloader.fetch(Wanted(files.put("a.zip", DATA)), Seen())


def test_it_is_not_there(files: Files, downloader: Downloader) -> None:
    with pytest.raises(NotFetched, match="its server answers 404 Not Found; see whether the address is right"):
        downloader.fetch(Wanted(f"{files.url}/nothing.zip"), Seen())
    assert len(files.requests) == 1


def test_a_server_that_is_busy_for_a_moment(files: Files, downloader: Downloader) -> None:
    files.statuses = [503, 503]
    assert downloader.fetch(Wanted(files.put("a.zip", DATA)), Seen()).read_bytes() == DATA


def test_a_server_that_stays_busy(files: Files, downloader: Downloader) -> None:
    files.statuses = [503] * 20
    with pytest.raises(NotFetched, match="503 Service Unavailable"):
        downloader.fetch(Wanted(files.put("a.zip", DATA)), Seen())
    assert len(files.requests) == download.ATTEMPTS


def test_elsewhere(files: Files, downloader: Downloader) -> None:
    files.put("there.zip", DATA)
    files.redirects["/a.zip"] = "/there.zip"
    assert downloader.fetch(Wanted(f"{files.url}/a.zip", SHA256), Seen()).read_bytes() == DATA


def test_round_in_a_circle(files: Files, downloader: Downloader) -> None:
    files.redirects = {"/a.zip": "/b.zip", "/b.zip": "/a.zip"}
    with pytest.raises(NotFetched, match="round in a circle"):
        downloader.fetch(Wanted(f"{files.url}/a.zip"), Seen())


def test_other_bytes_than_asked_for(files: Files, downloader: Downloader) -> None:
    files.cuts, files.wrong_range = [300_000], True
    with pytest.raises(NotFetched, match="other bytes than were asked for"):
        downloader.fetch(Wanted(files.put("a.zip", DATA), SHA256), Seen())


def test_nobody_is_there(downloader: Downloader) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/a.zip"
        with pytest.raises(NotFetched, match="there is no way to its server"):
            downloader.fetch(Wanted(url), Seen())


@pytest.mark.parametrize("url", ["http://", "http://exa mple/a.zip", "ftp://127.0.0.1/a.zip"])
def test_no_address(downloader: Downloader, url: str) -> None:
    with pytest.raises((BadInput, NotFetched)):
        downloader.fetch(Wanted(url), Seen())


def test_no_room(files: Files, downloader: Downloader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10, 10, 0))
    with pytest.raises(NotInstalled, match="make room there"):
        downloader.fetch(Wanted(files.put("a.zip", DATA)), Seen())


def test_the_disk_becomes_full(
    files: Files, tmp_path: Path, downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: object, *arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Downloader, "_write", full)
    with pytest.raises(NotInstalled, match="make room on its disk"):
        downloader.fetch(Wanted(files.put("a.zip", DATA)), Seen())
    assert left(tmp_path) == []


def test_secrets_are_not_shown(files: Files, downloader: Downloader) -> None:
    with pytest.raises(NotFetched) as caught:
        downloader.fetch(Wanted(f"{files.url}/nothing.zip?token=s3cret".replace("//", "//me:s3cret@")), Seen())
    assert "s3cret" not in str(caught.value)
