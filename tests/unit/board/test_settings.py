from pathlib import Path

import pytest

from callcast.errors import SettingsError
from callcast.settings import load


def board(tmp_path: Path, text: str, *, files: bool = True) -> object:
    path = tmp_path / "callcast.toml"
    path.write_text(f'[[channels]]\nid = "hall"\n{text}', encoding="utf-8")
    return load(path, {}, files=files).channels[0].board


def test_one_word_or_a_table(tmp_path: Path) -> None:
    assert board(tmp_path, "") is None
    assert board(tmp_path, "board = false") is None
    plain = board(tmp_path, "board = true")
    assert plain == board(tmp_path, "[channels.board]")
    assert getattr(plain, "pixels", None) == (1280, 720)
    own = board(tmp_path, '[channels.board]\nlayout = "bank"\nsize = "720x1280"\nfps = 25\ntitle = "第一銀行"')
    assert getattr(own, "pixels", None) == (720, 1280)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('laout = "bank"', 'has no key "laout"; did you mean "layout"?'),
        ('layout = "banc"', 'is "banc", which is no layout; did you mean "bank"?'),
        ('size = "1281x720"', "both sides must be even, since colour is coded by pairs of pixels; take 1282x720"),
        ('size = "big"', "a size is written width x height in pixels, such as 1280x720"),
        ('size = "9000x720"', "each side must be from 160 to 4096 pixels"),
        ("fps = 7", "take one of 5, 6, 8, 10, 12, 15, 16, 20, 24, 25, 30"),
        ("fps = 60", "but should be at most 30"),
        ('codec = "h265"', "'h264', 'openh264' or 'mjpeg'"),
        ('picture = "nowhere.jpg"', 'picture in [channels.board] is "nowhere.jpg", but there is no such file'),
        ('slides = ["nowhere.jpg"]', 'is "nowhere.jpg", but there is no such file; give the path of a picture'),
        ('picture = "a.jpg"\ntitle = "x"', "picture is the whole frame, and title would not be seen"),
        ('background = "a.jpg"\nslides = ["b.jpg"]', "there are both background and slides; leave one of them away"),
    ],
)
def test_what_is_wrong_is_said_with_the_remedy(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        board(tmp_path, f"[channels.board]\n{text}")
    assert told in str(caught.value)


def test_a_file_that_is_gone_does_not_count_where_files_do_not(tmp_path: Path) -> None:
    assert board(tmp_path, '[channels.board]\npicture = "nowhere.jpg"', files=False) is not None
