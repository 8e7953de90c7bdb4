"""The pages say what the program does."""

from pathlib import Path

from pydantic import BaseModel

from callcast.address import Address, is_loopback
from callcast.desk.access.role import Role
from callcast.desk.access.scope import Scope
from callcast.player.board.settings import BoardSettings
from callcast.settings import Settings, load
from callcast.settings.model import ChannelSettings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def keys(model: type[BaseModel]) -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= keys(inner)
        else:
            found.add(name)
    return found - {"channels"}


def test_every_setting_is_on_its_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    missing = {
        key
        for key in keys(Settings) | keys(ChannelSettings) | keys(BoardSettings)
        if f"`{key}`" not in text and f".{key}`" not in text
    }
    assert not missing


def test_the_example_on_the_page_is_accepted(tmp_path: Path) -> None:
    blocks = [line[4:] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("    ")]
    file = tmp_path / "callcast.toml"
    file.write_text("\n".join(blocks), encoding="utf-8")
    assert [channel.id for channel in load(file, {}).channels] == ["hall", "pharmacy"]


def test_the_example_of_the_house_is_accepted_and_stays_on_this_machine(tmp_path: Path) -> None:
    page = (PAGE.parent / "architecture.md").read_text(encoding="utf-8")
    part = page.partition("## Settings, as a person writes them\n")[2].partition("\n## ")[0]
    file = tmp_path / "callcast.toml"
    file.write_text("\n".join(line[4:] for line in part.splitlines()), encoding="utf-8")
    settings = load(file, {})
    assert [output.kind for output in settings.channels[0].outputs] == ["push", "ffmpeg"]
    assert is_loopback(Address.parse(settings.web.listen).host)


def test_the_table_of_roles_is_what_they_may() -> None:
    lines = (PAGE.parent / "access.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    roles = [Role(name) for name in rows[0][2:]]
    assert roles == list(Role)
    told = {row[0]: [cell == "✓" for cell in row[2:]] for row in rows[2:]}
    assert told == {f"`{scope.value}`": [scope in role.scopes for role in roles] for scope in Scope}


def test_defaults_on_the_page_are_the_defaults() -> None:
    text = PAGE.read_text(encoding="utf-8")
    channel = ChannelSettings.model_validate({"id": "hall"})
    assert str([scheme.value for scheme in channel.auth]).replace("'", '"') in text
    for key in ("gap_ms", "repeat_pause_ms", "lead_in_ms"):
        assert f"| `{key}` | `{getattr(channel, key)}` |" in text
