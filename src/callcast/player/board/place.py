"""From a layout's lengths to pixels of the picture."""

from dataclasses import dataclass

from callcast.player.board.layout import Frame, Item


@dataclass(frozen=True)
class Place:
    """A box of whole pixels: left, top, right, bottom."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top

    @property
    def edges(self) -> tuple[int, int, int, int]:
        """As Pillow wants it."""
        return self.left, self.top, self.right, self.bottom


@dataclass(frozen=True)
class Scale:
    """`x` and `y` pixels of the picture for one of the frame; letters grow by the smaller, so as not to be squeezed."""

    x: float
    y: float

    @classmethod
    def of(cls, frame: Frame, width: int, height: int) -> "Scale":
        """For a picture of that size."""
        return cls(width / frame.size[0], height / frame.size[1])

    def place(self, item: Item) -> Place:
        """Where `item` stands."""
        return self.box(item.x, item.y, item.w, item.h)

    def box(self, x: float, y: float, w: float, h: float) -> Place:
        """Where a box of the frame stands; neighbours stay neighbours, since each edge is rounded alone."""
        return Place(round(x * self.x), round(y * self.y), round((x + w) * self.x), round((y + h) * self.y))

    def length(self, length: float) -> int:
        """A size of letters, a radius: at least one pixel of what is there at all."""
        return max(round(length * min(self.x, self.y)), 1 if length else 0)
