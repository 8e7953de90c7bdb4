"""Folders that are packs, and those that are none."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.packs import english, make, tone, write

from callcast.player.speech.bank import pack, recording
from callcast.player.speech.bank.manifest import FILE
from callcast.player.speech.errors import PackError

HEAD = 'name = "Hall"\nlanguage = "en"\n[phrases]\n'


def written(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def said(folder: Path) -> str:
    with pytest.raises(PackError) as caught:
        pack.read(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_pack(tmp_path: Path) -> None:
    found = pack.read(english(tmp_path / "hall"))
    assert found.name == "hall"
    assert found.letters["A"] == tmp_path.resolve() / "hall/letters/A.wav"
    assert len(found.files) == len(set(found.files)) == 24


def test_a_collection_needs_no_manifest(tmp_path: Path) -> None:
    for name in ("cmn-hao4.mp3", "cmn-lv3.ogg", "cmn-_hm1.mp3", "README.md"):
        write(tmp_path / name, tone(100))
    assert pack.is_pack(tmp_path)
    found = pack.read(tmp_path)
    assert set(found.syllables) == {"hao4", "lv3"}
    assert found.manifest.language == "zh"


def test_a_collection_may_have_one(tmp_path: Path) -> None:
    write(tmp_path / "cmn-hao4.mp3", tone(100))
    written(tmp_path, 'name = "Hao"\nlanguage = "zh-CN"\nspeaker = "Chen Wang"')
    found = pack.read(tmp_path)
    assert set(found.syllables) == {"hao4"}
    assert found.manifest.speaker == "Chen Wang"


def test_there_is_none(tmp_path: Path) -> None:
    assert not pack.is_pack(tmp_path)
    assert not pack.is_pack(tmp_path / "nowhere")
    assert f"there is no {FILE} in" in said(tmp_path)
    assert f"there is no {FILE} in" in said(tmp_path / "nowhere")


def test_an_empty_one(tmp_path: Path) -> None:
    told = said(written(tmp_path / "hall", HEAD))
    assert told == (
        "The voice pack hall cannot be used: it is empty; name at least one recording in its pack.toml, as under "
        "[phrases]."
    )


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("/etc/passwd", "leads outside the pack"),
        ("../outside.wav", "leads outside the pack"),
        ("a/../../outside.wav", "leads outside the pack"),
        ("C:/x.wav", "leads outside the pack"),
        (r"a\\b.wav", 'write names with "/"'),
        ("missing.wav", "is not there; add the file"),
        ("folder", "is not there"),
        ("x" * 240 + "/y.wav", "is not there"),
        (r"a\u0000b", 'write names with "/"'),
        ("empty.wav", "is empty; record it again"),
    ],
)
def test_names_of_files(tmp_path: Path, file: str, told: str) -> None:
    write(tmp_path / "outside.wav", tone(100))
    (tmp_path / "hall/folder").mkdir(parents=True)
    (tmp_path / "hall/empty.wav").touch()
    assert told in said(written(tmp_path / "hall", f'{HEAD}one = "{file}"'))


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_that_leads_outside(tmp_path: Path) -> None:
    write(tmp_path / "outside.wav", tone(100))
    folder = written(tmp_path / "hall", HEAD + 'one = "one.wav"')
    (folder / "one.wav").symlink_to(tmp_path / "outside.wav")
    assert "leads outside the pack" in said(folder)
    (folder / "one.wav").unlink()
    (folder / "one.wav").symlink_to(folder / "one.wav")
    assert "one.wav" in said(folder)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    folder = written(tmp_path / "hall", HEAD + 'one = "one.wav"')
    with (folder / "one.wav").open("wb") as file:
        os.truncate(file.fileno(), 345_600_044)  # an hour of sound
    assert "has 330 MiB; a recording has at most 30" in said(folder)


@given(st.text(max_size=30))
def test_no_name_leads_outside(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    home = tmp_path_factory.getbasetemp().resolve()
    try:
        found = pack._inside("x", home, "[phrases] one", name)
    except PackError:
        return
    assert found.resolve().is_relative_to(home)


def test_a_recording_is_heard_at_our_rate(tmp_path: Path) -> None:
    write(tmp_path / "a.wav", tone(500)[::3], 16_000)
    heard = recording.load("hall", tmp_path / "a.wav")
    assert abs(len(heard) - 24_000) < 50
    assert 0.2 < float(np.abs(heard).max()) < 0.9


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("text.wav", "is no sound ("),
        ("cut.wav", "nothing can be heard"),
        ("silence.wav", "nothing can be heard in its recording"),
        ("long.wav", "is longer than 60 s; cut it"),
        ("missing.wav", "is no sound ("),
    ],
)
def test_a_recording_that_is_none(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "text.wav").write_text("This is no sound.\n" * 50)
    write(tmp_path / "cut.wav", tone(0))
    write(tmp_path / "silence.wav", np.zeros(48_000, np.int16))
    write(tmp_path / "long.wav", np.tile(tone(1_000)[::6], 61), 8_000)
    with pytest.raises(PackError, match=r"^The voice pack hall cannot be used: ") as caught:
        recording.load("hall", tmp_path / name)
    assert told in str(caught.value)


def test_pictures_are_no_sound(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (64, 64)).save(tmp_path / "a.png")
    with pytest.raises(PackError):
        recording.load("hall", tmp_path / "a.png")


def test_what_make_makes_is_read(tmp_path: Path) -> None:
    assert pack.read(make(tmp_path / "a", "zh-TW", syllables={"hao4": "a/hao4.wav"})).syllables
