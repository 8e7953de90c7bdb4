from pathlib import Path

import pytest

from callcast.cli.demo.command import prepare
from callcast.cli.demo.kinds import KINDS, LANGS, Kind
from callcast.cli.errors import BadInput
from callcast.settings import load


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_its_settings_are_some(kind: str, lang: str, tmp_path: Path) -> None:
    chosen = Kind(kind, lang)
    settings = load(prepare(tmp_path / "demo", chosen.settings(), force=False), {})
    (channel,) = settings.channels
    assert channel.languages[0] == lang
    assert channel.board
    known = {channel.id}
    assert {one for line in chosen.site()["lines"] for one in line["channels"]} == known


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(BadInput, match="is not empty; choose another folder with --data"):
        prepare(tmp_path, "x = 1\n", force=False)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]
    assert prepare(tmp_path, "x = 1\n", force=True).read_text() == "x = 1\n"
    assert prepare(tmp_path, "x = 1\n", force=False) == tmp_path / "callcast.toml"
    with pytest.raises(BadInput):
        prepare(tmp_path, "x = 2\n", force=False)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="cannot be written"):
        prepare(tmp_path / "file" / "demo", "x = 1\n", force=False)
