import struct
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.board.states import needs_fonts, needs_noto

from callcast.player.board import cmap, fonts
from callcast.player.board.errors import FontMissing, FontUnreadable


@pytest.mark.parametrize(
    ("languages", "script"),
    [
        (("zh-TW", "en"), "TC"),
        (("zh-HK",), "TC"),
        (("zh-CN",), "SC"),
        (("zh-Hans-SG", "ja"), "SC"),
        (("en", "ja"), "JP"),
        (("ko",), "KR"),
        (("en",), "TC"),
        ((), "TC"),
    ],
)
def test_the_forms_of_characters_follow_the_language(languages: tuple[str, ...], script: str) -> None:
    assert fonts.script(languages) == script


@needs_noto
@pytest.mark.parametrize(("tag", "family"), [("zh-TW", "TC"), ("zh-CN", "SC"), ("ja", "JP")])
def test_each_language_has_its_face_in_both_weights(tag: str, family: str) -> None:
    found = fonts.find((tag,))
    for chain, bold in ((found.regular, False), (found.bold, True)):
        assert (chain[0].family, chain[0].bold) == (f"Noto Sans CJK {family}", bold)
        assert chain[0].at(20).getname()[0] == chain[0].family


@needs_fonts
def test_coverage() -> None:
    letters = fonts.find(("zh-TW",)).regular[0].letters
    assert all(letter in letters for letter in "請A012號櫃檯…○")
    assert "\U0010fffd" not in letters
    assert "\ue000" not in letters


def test_no_font_is_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "listed", cache(lambda: ()))
    with pytest.raises(FontMissing, match=r"no font for a board in \"ja\".*apt-get install fontconfig fonts-noto-cjk"):
        fonts.find(("ja",))


def test_a_font_that_is_installed_after_that_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    def nothing(*_: object, **__: object) -> None:
        nonlocal asked
        asked += 1
        raise OSError

    monkeypatch.setattr(fonts, "_SYSTEM", {})
    monkeypatch.setattr(subprocess, "run", nothing)
    fonts.listed.cache_clear()
    for _ in range(2):
        with pytest.raises(FontMissing):
            fonts.find(("ja",))
    assert asked == 2


@needs_fonts
@pytest.mark.parametrize("content", [None, b"", b"no font"])
def test_a_font_file_of_the_layout_that_is_none_is_said(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "mine.ttf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FontUnreadable, match=r"mine\.ttf\" of the layout is not there, or is no font; give the path"):
        fonts.find(("en",), (str(path),))


@needs_fonts
def test_a_font_file_that_ends_too_early_is_said(tmp_path: Path) -> None:
    """Its letters can be read, but not drawn."""
    path = tmp_path / "mine.ttf"
    face = fonts.find(("en",)).regular[-1]
    path.write_bytes(Path(face.path).read_bytes()[:100_000])
    with pytest.raises(FontUnreadable):
        fonts.find(("en",), (str(path),))


@given(st.binary(max_size=200), st.integers(0, 3))
def test_a_broken_font_file_is_an_error_of_its_kind(data: bytes, index: int) -> None:
    with TemporaryDirectory() as folder, suppress(ValueError):
        path = Path(folder) / "broken.ttf"
        path.write_bytes(data)
        cmap.coverage(path, index)


def test_format_4(tmp_path: Path) -> None:
    table = struct.pack(">HHHHL", 0, 1, 3, 1, 12)
    table += struct.pack(">7H", 4, 32, 0, 4, 4, 1, 0) + struct.pack(">2HH2H", 0x42, 0xFFFF, 0, 0x41, 0xFFFF)
    head = struct.pack(">4sHHHH", b"\x00\x01\x00\x00", 1, 16, 0, 0) + struct.pack(">4sLLL", b"cmap", 0, 28, len(table))
    path = tmp_path / "a.ttf"
    path.write_bytes(head + table)
    found = cmap.coverage(path, 0)
    assert "A" in found
    assert "B" in found
    assert "C" not in found
