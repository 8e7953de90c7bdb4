"""The pages say what the program does."""

from pathlib import Path

from pydantic import BaseModel

from callcast.settings import Settings
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
        key for key in keys(Settings) | keys(ChannelSettings) if f"`{key}`" not in text and f".{key}`" not in text
    }
    assert not missing
