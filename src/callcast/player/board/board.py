"""A channel's board, made by its settings."""

from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from callcast.player.board import fonts, layout_file, pictures
from callcast.player.board.draw import Painter
from callcast.player.board.errors import GlyphsMissing
from callcast.player.board.mask import masked
from callcast.player.board.settings import BoardSettings
from callcast.player.board.state import BoardState
from callcast.player.media.picture import Picture


class Board:
    """Draws states, with the texts of the settings where the state has none, and names masked where asked for.

    One thread at a time may use it. Making one raises `BoardError` for whatever a person has to mend.
    """

    def __init__(self, settings: BoardSettings, languages: Sequence[str]) -> None:
        """`languages` (BCP-47) are the channel's, the main one first. Reads the layout, fonts and the logo."""
        layout = layout_file.read(settings.layout)
        files = layout.fonts
        found = fonts.find(languages, files.regular, files.bold)
        logo = pictures.load(settings.logo, settings.pixels) if settings.logo else None
        self._settings = settings
        self._painter = Painter(layout, settings.pixels, languages, found, logo=logo)
        _covered(settings, self._painter.labels, found)

    def behind(self, picture: Picture | None) -> None:
        """Another picture behind the board from the next drawing on."""
        image = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb) if picture else None
        self._painter.behind(image)

    def draw(self, state: BoardState) -> Picture:
        """The board as it looks in `state`."""
        own = self._settings
        state = replace(
            state,
            title=state.title or own.title,
            message=state.message or own.message,
            hours=state.hours or own.hours,
        )
        return self._painter.draw(masked(state) if own.mask_names else state)


def _covered(settings: BoardSettings, labels: str, found: fonts.Fonts) -> None:
    """Refuse texts that could be shown only in part."""
    texts = {"labels": labels, "title": settings.title, "message": settings.message, "hours": settings.hours}
    for where, text in texts.items():
        lacking = fonts.missing(text, found.bold)
        if lacking:
            raise GlyphsMissing(where, lacking, tuple(dict.fromkeys(face.family for face in found.bold)))
