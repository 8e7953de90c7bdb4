"""What is written stays, until it is old enough."""

import itertools
from pathlib import Path

import pytest
from tests.support import decoded
from tests.support.tone import packets

from callcast.player.media.profile import AAC
from callcast.player.media.silence import silence
from callcast.player.outputs.sinks.file.errors import CannotRecord
from callcast.player.outputs.sinks.file.recorder import DAY, Recorder
from callcast.player.playout.subscription import Frame

NOON = 1_795_500_000.0 // 86_400 * 86_400 + 43_200


def frames(first: int, count: int) -> list[Frame]:
    sound = packets(AAC)
    return [Frame(number, sound[number % len(sound)]) for number in range(first, first + count)]


def record(folder: Path, first: int, count: int, unix: float, keep_days: int | None = None) -> None:
    recorder = Recorder(folder, "hall", keep_days)
    recorder.write(frames(first, count), unix)
    recorder.close()


def test_every_frame_is_there_with_its_time(tmp_path: Path) -> None:
    record(tmp_path, 1_000, 200, NOON)
    (file,) = tmp_path.iterdir()
    times = decoded.packets(file)
    assert len(times) == 200
    steps = {round((after - before) * 90_000) for before, after in itertools.pairwise(times)}
    assert steps == {1_920}
    assert len(decoded.samples(file)) == 200 * AAC.frame


def test_half_a_second_of_silence_is_known_for_what_it_is(tmp_path: Path) -> None:
    """By those who do not go by a file's name."""
    recorder = Recorder(tmp_path, "hall", None)
    recorder.write([Frame(number, silence(AAC)) for number in range(24)], NOON)
    (file,) = tmp_path.iterdir()
    unnamed = tmp_path / "unnamed"
    unnamed.write_bytes(file.read_bytes())
    recorder.close()
    assert len(decoded.packets(unnamed)) > 0


def test_nothing_is_written_twice_into_one_file(tmp_path: Path) -> None:
    record(tmp_path, 0, 50, NOON)
    (first,) = tmp_path.iterdir()
    before = first.read_bytes()
    record(tmp_path, 50, 50, NOON + 60)
    record(tmp_path, 100, 50, NOON + 120)
    assert first.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{first.stem}{part}.ts" for part in ("-2", "-3", "")]


def test_an_hour_is_a_file(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, "hall", None)
    for hour in range(3):
        recorder.write(frames(50 * hour, 50), NOON + 3_600 * hour)
    recorder.close()
    files = sorted(tmp_path.iterdir())
    assert [len(decoded.packets(file)) for file in files] == [50, 50, 50]


def test_an_hour_without_a_frame_leaves_no_file(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, "hall", None)
    recorder.close()
    assert list(tmp_path.iterdir()) == []


def test_only_what_is_ours_and_old_is_removed(tmp_path: Path) -> None:
    for days in range(6):
        record(tmp_path, 0, 10, NOON - days * DAY)
    for other in ("hall-notes.txt", "room-2020-01-01T00+0000.ts"):
        (tmp_path / other).touch()
    record(tmp_path, 0, 10, NOON + 3_600, keep_days=3)
    assert len(list(tmp_path.glob("hall-2*.ts"))) == 1 + 3
    assert (tmp_path / "hall-notes.txt").exists()
    assert (tmp_path / "room-2020-01-01T00+0000.ts").exists()


def test_a_folder_is_made_but_not_the_place_it_belongs_in(tmp_path: Path) -> None:
    record(tmp_path / "new", 0, 10, NOON)
    with pytest.raises(CannotRecord, match=r"hall .*usb/new \(No such file.*connect its disk\.$"):
        record(tmp_path / "usb" / "new", 0, 10, NOON)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotRecord, match=r"choose another folder\.$"):
        record(tmp_path / "file", 0, 10, NOON)
