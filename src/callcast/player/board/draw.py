"""Board state -> Picture, by a layout."""

from collections.abc import Sequence

from PIL import Image, ImageOps

from callcast.player.board import content, shapes, table, text
from callcast.player.board.fonts import Fonts
from callcast.player.board.layout import Box, Frame, Item, Layout, Logo, Table, Text
from callcast.player.board.place import Place, Scale
from callcast.player.board.state import BoardState
from callcast.player.media.picture import Picture

LEAST = 0.5
"""Of its size a text has at least, where the layout does not say; a number is never cut."""


class Painter:
    """Draws states of one board. What does not change from state to state is drawn once, and texts are kept.

    The same state gives the same picture. One thread at a time may use it.
    """

    def __init__(
        self,
        layout: Layout,
        size: tuple[int, int],
        languages: Sequence[str],
        fonts: Fonts,
        *,
        logo: Image.Image | None = None,
        background: Image.Image | None = None,
    ) -> None:
        """`size` in pixels; `languages` (BCP-47) of the labels, the main one first."""
        self._layout, self._size, self._fonts = layout, size, fonts
        self._frame: Frame = layout.frame(*size)
        self._scale = Scale.of(self._frame, *size)
        self._logo, self._background = logo, background
        kept = [_settled(item, logo is not None) for item in self._frame.items if _kept(item, logo is not None)]
        spare = next((self._spare(item) for item in kept if isinstance(item, Logo)), 0.0)
        self._items = [_beside(item, spare) if isinstance(item, Text) and item.beside_logo else item for item in kept]
        self._languages = tuple(languages)
        self._bases: dict[bool, Image.Image] = {}

    def behind(self, background: Image.Image | None) -> None:
        """Another picture behind the board from now on."""
        self._background = background
        self._bases.clear()

    @property
    def labels(self) -> str:
        """All words of the layout that may be shown."""
        return "".join(self._label(item) for item in self._items if isinstance(item, Text) and item.label)

    def draw(self, state: BoardState) -> Picture:
        """The board as it looks in `state`."""
        image = self._base(state.flash).copy()
        for item in self._items:
            if not _constant(item) and content.visible(item, state):
                self._item(image, item, state)
        return Picture(*self._size, image.tobytes())

    def _base(self, flash: bool) -> Image.Image:
        """What is the same in all states."""
        if flash not in self._bases:
            back = self._layout.background
            top, bottom = self._layout.rgb(back.colour), self._layout.rgb(back.to or back.colour)
            image = shapes.backdrop(self._size, top, bottom, self._background, back.veil)
            for item in filter(_constant, self._items):
                self._item(image, item, BoardState(flash=flash))
            self._bases[flash] = image
        return self._bases[flash]

    def _item(self, image: Image.Image, item: Item, state: BoardState) -> None:
        if isinstance(item, Box):
            self._box(image, item, state.flash)
        elif isinstance(item, Text):
            self._text(image, item, state)
        elif isinstance(item, Table):
            self._table(image, item, state)
        elif isinstance(item, Logo) and self._logo is not None:
            self._mark(image, self._scale.place(item))

    def _box(self, image: Image.Image, item: Box, flash: bool) -> None:
        place, radius = self._scale.place(item).edges, self._scale.length(item.radius)
        if item.shadow:
            shapes.shadow(image, place, radius, max(2, self._scale.length(14)))
        shapes.box(image, place, radius, self._layout.rgb((flash and item.flash_fill) or item.fill))

    def _text(self, image: Image.Image, item: Text, state: BoardState) -> None:
        words = content.text(state, item.show) if item.show else self._label(item)
        size = self._scale.length(item.size)
        least = self._scale.length(item.least) if item.least else round(LEAST * size)
        least = text.TINY if item.show == "now.number" else max(text.TINY, least)
        chain = self._fonts.bold if item.weight == "bold" else self._fonts.regular
        style = text.Style(chain, size, least, item.lines, item.align, item.valign)
        self._ink(image, words, style, self._scale.place(item), (state.flash and item.flash_colour) or item.colour)

    def _label(self, item: Text) -> str:
        return content.label(self._layout.labels[item.label or ""], self._languages, item.languages)

    def _ink(self, image: Image.Image, words: str, style: text.Style, place: Place, colour: str) -> None:
        tile = text.tile(words, style, place.width, place.height)
        if tile:
            image.paste(self._layout.rgb(colour), (place.left + tile.x, place.top + tile.y), tile.mask)

    def _table(self, image: Image.Image, item: Table, state: BoardState) -> None:
        found = table.slots(item, content.rows(state, item.show), self._scale)
        if item.rule:
            for rule in table.rules(item, found, max(1, self._scale.length(1.5))):
                image.paste(self._layout.rgb(item.rule), rule.edges)
        styles = table.styles(item, found, self._fonts, self._scale)
        for slot in found:
            lit = slot.row.lit
            fill = lit and ((state.flash and item.flash_fill) or item.lit_fill)
            if fill:
                shapes.box(image, slot.place.edges, self._scale.length(item.radius), self._layout.rgb(fill))
            over = lit and ((state.flash and item.flash_colour) or item.lit_colour)
            for cell, style in zip(item.cells, styles, strict=True):
                place = table.box(cell, slot)
                self._ink(image, slot.row.get(cell.show), style, place, over or cell.colour)

    def _mark(self, image: Image.Image, place: Place) -> None:
        """The logo, whole, at the left of its place, in the middle of its height."""
        assert self._logo is not None
        mark = ImageOps.contain(self._logo.convert("RGBA"), (place.width, place.height))
        image.paste(mark, (place.left, place.top + (place.height - mark.height) // 2), mark)

    def _spare(self, item: Logo) -> float:
        """What the logo leaves of its place's width, in lengths of the layout."""
        place = self._scale.place(item)
        if self._logo is None:
            return 0.0
        return max(0.0, place.width - place.height * self._logo.width / self._logo.height) / self._scale.x


def _beside(item: Text, spare: float) -> Text:
    return item.model_copy(update={"x": item.x - spare, "w": item.w + spare})


def _kept(item: Item, logo: bool) -> bool:
    return "logo" not in (item.unless if logo else item.needs)


def _settled(item: Item, logo: bool) -> Item:
    """`item` without the question whether there is a logo, which is answered."""
    key = "needs" if logo else "unless"
    return item.model_copy(update={key: tuple(need for need in getattr(item, key) if need != "logo")})


def _constant(item: Item) -> bool:
    """Whether it is the same in all states, but for the flash."""
    if item.needs or item.unless:
        return False
    return isinstance(item, (Box, Logo)) or (isinstance(item, Text) and item.label is not None)
