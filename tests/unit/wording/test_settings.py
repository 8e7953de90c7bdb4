"""Templates and reading in the settings, and what is said of what is wrong in them."""

from pathlib import Path

import pytest

from callcast.errors import SettingsError
from callcast.settings import load


def settings(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "callcast.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_they_are_read(tmp_path: Path) -> None:
    texts = 'counter = "來賓 {number} 號"\npick-up = "{number} 好了"'
    text = f'[speech.reading]\none = "幺"\n[speech.templates.zh-TW]\n{texts}'
    speech = load(settings(tmp_path, text), {"CALLCAST_SPEECH__READING__ZEROS": "number"}).speech
    assert (speech.reading.one, speech.reading.zeros) == ("幺", "number")
    assert speech.templates == {"zh-TW": {"counter": "來賓 {number} 號", "pick-up": "{number} 好了"}}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[speech.templates.zh-TW]\ncounter = "{numbr}"',
            "counter in [speech.templates.zh-TW] is wrong: {numbr} is no",
        ),
        (
            '[speech.templates.zh-TW]\nroom = "{number"',
            'room in [speech.templates.zh-TW] is wrong: The template has a "{"',
        ),
        ('[speech.templates.zh-TW]\nconter = "x"', 'did you mean "counter"?'),
        (
            '[speech.templates.chinese]\ncounter = "x"',
            'chinese in [speech.templates] is "chinese", which is no language',
        ),
        ('[speech.templates]\ncounter = "x"', 'counter in [speech.templates] is "x", but should be a table'),
        ('[speech.reading]\nzeros = "keep"', 'did you mean "kept"?'),
        ('[speech.reading]\none = "one"', "'一' or '幺'"),
        ('[speech.reading]\nzero = "kept"', '[speech.reading] has no key "zero"; did you mean "zeros"?'),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(settings(tmp_path, text), {})
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
