"""Archives from strangers."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcast.cli.voices import archive
from callcast.cli.voices.archive import Limits
from callcast.cli.voices.errors import BadPack

FILES = {"pack/pack.toml": b"name", "pack/digits/0.wav": b"RIFF" * 1000, "pack/empty.wav": b""}


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return buffer.getvalue()


def tarred(files: Mapping[str, bytes], *more: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as packed:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
        for info in more:
            packed.addfile(info)
    return buffer.getvalue()


def tar_info(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


KINDS: dict[str, Callable[[Mapping[str, bytes]], bytes]] = {
    "a.zip": zipped,
    "a.tar": tarred,
    "a.tar.gz": lambda files: gzip.compress(tarred(files)),
    "a.tar.bz2": lambda files: bz2.compress(tarred(files)),
    "a.tar.xz": lambda files: lzma.compress(tarred(files)),
}


def unpacked(tmp_path: Path, data: bytes, limits: Limits | None = None) -> dict[str, bytes]:
    path, into = tmp_path / "archive", tmp_path / "into"
    path.write_bytes(data)
    into.mkdir()
    archive.unpack(path, into, "a", limits)
    return {file.relative_to(into).as_posix(): file.read_bytes() for file in into.rglob("*") if file.is_file()}


@pytest.mark.parametrize("pack", KINDS.values(), ids=KINDS)
def test_each_kind(tmp_path: Path, pack: Callable[[Mapping[str, bytes]], bytes]) -> None:
    assert unpacked(tmp_path, pack(FILES)) == FILES
    assert archive.is_archive(tmp_path / "archive")


@pytest.mark.parametrize("data", [b"", b"<!DOCTYPE html>", b"\x08\x07onnx" * 200])
def test_what_is_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file").write_bytes(data)
    assert not archive.is_archive(tmp_path / "file")


OUTSIDE = ["../x", "a/../../x", "/etc/x", "C:/x", "C:x", "..\\x", "a\\..\\..\\x", "//server/share/x"]


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_name_that_leads_outside(tmp_path: Path, pack: Callable[[Mapping[str, bytes]], bytes], name: str) -> None:
    with pytest.raises(BadPack, match=r"leads outside its folder; do not use it\.$"):
        unpacked(tmp_path, pack({name: b"x"}))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "into"]
    assert not any((tmp_path / "into").rglob("*"))


@pytest.mark.parametrize("name", ["a?b", "a|b", "x" * 300, "a\x07b"])
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_name_that_not_every_system_takes(
    tmp_path: Path, pack: Callable[[Mapping[str, bytes]], bytes], name: str
) -> None:
    with pytest.raises(BadPack, match="no name of a file on every system"):
        unpacked(tmp_path, pack({name: b"x"}))


@pytest.mark.parametrize(
    "info",
    [
        tar_info("a", tarfile.SYMTYPE, "/etc/passwd"),
        tar_info("a", tarfile.SYMTYPE, "pack.toml"),
        tar_info("a", tarfile.LNKTYPE, "../x"),
        tar_info("a", tarfile.CHRTYPE),
        tar_info("a", tarfile.BLKTYPE),
        tar_info("a", tarfile.FIFOTYPE),
    ],
)
def test_links_and_devices(tmp_path: Path, info: tarfile.TarInfo) -> None:
    with pytest.raises(BadPack, match="is a link or a device"):
        unpacked(tmp_path, tarred({}, info))


def test_a_link_in_a_zip(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    info = zipfile.ZipInfo("a")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr(info, "/etc/passwd")
    with pytest.raises(BadPack, match="is a link or a device"):
        unpacked(tmp_path, buffer.getvalue())


@pytest.mark.parametrize("pack", KINDS.values(), ids=KINDS)
def test_bombs(tmp_path: Path, pack: Callable[[Mapping[str, bytes]], bytes]) -> None:
    with pytest.raises(BadPack, match="as if to fill the disk"):
        unpacked(tmp_path, pack({"a": bytes(3_000_000)}), Limits(size=1_000_000))
    written = sum(path.stat().st_size for path in (tmp_path / "into").rglob("*"))
    assert written <= 1_000_000


def test_a_bomb_by_its_ratio(tmp_path: Path) -> None:
    with pytest.raises(BadPack, match="as if to fill the disk"):
        unpacked(tmp_path, zipped({"a": bytes(3_000_000)}), Limits(free=100_000))


@pytest.mark.parametrize("pack", KINDS.values(), ids=KINDS)
def test_too_many_files(tmp_path: Path, pack: Callable[[Mapping[str, bytes]], bytes]) -> None:
    with pytest.raises(BadPack, match="more than 10 files"):
        unpacked(tmp_path, pack({f"{number}": b"" for number in range(11)}), Limits(members=10))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_one_name_twice(tmp_path: Path, pack: Callable[[Mapping[str, bytes]], bytes]) -> None:
    with pytest.raises(BadPack, match="twice"):
        unpacked(tmp_path, pack({"a": b"1", "./a": b"2"}))


@pytest.mark.parametrize("files", [{"a": b"1", "a/b": b"2"}, {"a/b": b"1", "a": b"2"}, {"a": b"1", "a/b/c": b"2"}])
def test_a_file_that_is_a_folder_too(tmp_path: Path, files: Mapping[str, bytes]) -> None:
    with pytest.raises(BadPack, match=r"ask who made it\.$"):
        unpacked(tmp_path, tarred(files))


@given(st.sampled_from(list(KINDS)), st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_one_is_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    whole = KINDS[kind](FILES)
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(broken)))
    tmp_path = tmp_path_factory.mktemp("a")
    told = "."
    try:
        unpacked(tmp_path, bytes(broken[:end]))
    except BadPack as error:
        told = str(error)
    assert told.endswith(".")
    assert "\n" not in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "into"]


def test_some_members_joined(tmp_path: Path) -> None:
    first, second, into = tmp_path / "1", tmp_path / "2", tmp_path / "into"
    first.write_bytes(zipped({"part.bin": b"one", "other": b"x"}))
    second.write_bytes(gzip.compress(tarred({"p/part.bin": b"two"})))
    into.mkdir()
    archive.take(first, {"part.bin": "model"}, into, "a")
    archive.take(second, {"p/part.bin": "model"}, into, "a")
    assert {path.name: path.read_bytes() for path in into.iterdir()} == {"model": b"onetwo"}


def test_a_member_that_is_missing(tmp_path: Path) -> None:
    (tmp_path / "1.zip").write_bytes(zipped({"other": b"x"}))
    with pytest.raises(BadPack, match=r'there is no "part\.bin" in 1\.zip'):
        archive.take(tmp_path / "1.zip", {"part.bin": "model"}, tmp_path / "into", "a")
