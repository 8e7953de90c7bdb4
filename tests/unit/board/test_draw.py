from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from tests.unit.board.states import EMPTY, SPEECH, STATES, needs_fonts, painter

from callcast.bus.messages import Line
from callcast.player.board import layout_file
from callcast.player.board.layout import Box, Item, Table, Text
from callcast.player.board.mask import masked
from callcast.player.board.names import SHIPPED
from callcast.player.board.place import Scale
from callcast.player.board.state import BoardState, Called
from callcast.player.media.picture import Picture

SIZES = [(1280, 720), (1920, 1080), (720, 1280), (1080, 1920), (640, 360)]


def image(picture: Picture) -> Image.Image:
    return Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)


def differs(first: Picture, second: Picture) -> tuple[int, int, int, int] | None:
    return ImageChops.difference(image(first), image(second)).getbbox()


@needs_fonts
@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("size", SIZES)
def test_the_minute_changes_nothing_but_the_region_of_the_clock(name: str, size: tuple[int, int]) -> None:
    board = painter(name, "zh-TW", size)
    state = STATES["zh-TW"]
    before, after = board.draw(state), board.draw(replace(state, clock="14:06"))
    frame = layout_file.read(name).frame(*size)
    clock = next(item for item in frame.items if isinstance(item, Text) and item.show == "clock")
    place = Scale.of(frame, *size).place(clock)
    box = differs(before, after)
    assert box is not None
    assert box[0] >= place.left
    assert box[1] >= place.top
    assert box[2] <= place.right
    assert box[3] <= place.bottom


@needs_fonts
@pytest.mark.parametrize("name", SHIPPED)
def test_the_flash_changes_the_region_of_the_call(name: str) -> None:
    board = painter(name, "zh-TW")
    state = STATES["zh-TW"]
    before, after = board.draw(state), board.draw(replace(state, flash=True))
    assert before.digest != after.digest
    assert board.draw(state).digest == before.digest
    frame = layout_file.read(name).landscape
    lit = [item for item in frame.items if getattr(item, "flash_fill", None)]
    changed = ImageChops.difference(image(before), image(after))
    for item in lit:
        place = Scale.of(frame, 1280, 720).place(item)
        changed.paste((0, 0, 0), place.edges)
    assert changed.getbbox() is None


@needs_fonts
@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("state", [BoardState(), EMPTY, SPEECH, *STATES.values()])
@pytest.mark.parametrize("size", SIZES)
def test_any_state_in_any_size(name: str, state: BoardState, size: tuple[int, int]) -> None:
    picture = painter(name, "zh-TW", size).draw(state)
    assert (picture.width, picture.height) == size
    assert len(set(picture.rgb[::3001])) > 3


@needs_fonts
@settings(max_examples=25)
@given(st.sampled_from(SHIPPED), st.integers(80, 400), st.integers(80, 400), st.sampled_from(sorted(STATES)))
def test_odd_shapes(name: str, width: int, height: int, tag: str) -> None:
    picture = painter(name, tag, (2 * width, 2 * height)).draw(STATES[tag])
    assert len(picture.rgb) == 12 * width * height


WORDS = st.text(max_size=40)
CALLS = st.builds(Called, WORDS, WORDS, WORDS, WORDS)
ANY_STATE = st.builds(
    BoardState,
    now=st.lists(CALLS, max_size=2).map(tuple),
    recent=st.lists(CALLS, max_size=14).map(tuple),
    lines=st.lists(st.builds(Line, WORDS, st.integers(), WORDS), max_size=9).map(tuple),
    preparing=st.lists(WORDS, max_size=40).map(tuple),
    ready=st.lists(WORDS, max_size=40).map(tuple),
    message=WORDS,
    hours=WORDS,
    title=WORDS,
    clock=WORDS,
    flash=st.booleans(),
)


@needs_fonts
@settings(max_examples=40)
@given(st.sampled_from(SHIPPED), ANY_STATE)
def test_whatever_people_write(name: str, state: BoardState) -> None:
    board = painter(name, "zh-TW", (640, 360))
    assert board.draw(masked(state)).digest == board.draw(masked(state)).digest


@needs_fonts
def test_while_nothing_is_called_the_last_call_stays() -> None:
    board = painter("clinic", "en")
    one, two = Called("A1", "Room 1", ""), Called("A2", "Room 2", "")
    assert board.draw(BoardState(now=(one,), recent=(two,))) == board.draw(BoardState(recent=(one, two)))


@needs_fonts
def test_a_background_shows_through_and_can_change() -> None:
    board = painter("clinic", "en")
    plain = board.draw(EMPTY)
    board.behind(Image.new("RGB", (300, 300), (255, 0, 0)))
    red = board.draw(EMPTY)
    assert image(red).getpixel((4, 4)) != image(plain).getpixel((4, 4))
    board.behind(None)
    assert board.draw(EMPTY).digest == plain.digest


def luminance(rgb: tuple[int, int, int]) -> float:
    parts = [value / 255 for value in rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: tuple[int, int, int], second: tuple[int, int, int]) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("form", ["landscape", "portrait"])
@pytest.mark.parametrize("flash", [False, True])
def test_contrast_is_enough(name: str, form: str, flash: bool) -> None:
    """WCAG 2 AA, which asks 4.5 of small letters and 3 of large ones: 4.5 of all."""
    layout = layout_file.read(name)
    frame = getattr(layout, form)

    def behind(item: Item) -> list[tuple[int, int, int]]:
        """What `item` stands on: the last box around it, else the background, also over black and white pictures."""
        found = [layout.rgb(colour) for colour in (layout.background.colour, layout.background.to) if colour]
        veil = layout.background.veil
        over = [tuple(round(veil * part + (1 - veil) * behind) for part in rgb) for rgb in found for behind in (0, 255)]
        found += [(red, green, blue) for red, green, blue in over]
        for box in frame.items:
            begins = box.x <= item.x and box.y <= item.y
            ends = box.x + box.w >= item.x + item.w and box.y + box.h >= item.y + item.h
            if isinstance(box, Box) and begins and ends:
                found = [layout.rgb((flash and box.flash_fill) or box.fill)]
        return found

    for item in frame.items:
        pairs: list[tuple[str, tuple[int, int, int]]] = []
        if isinstance(item, Text):
            pairs = [((flash and item.flash_colour) or item.colour, ground) for ground in behind(item)]
        elif isinstance(item, Table):
            pairs = [(cell.colour, ground) for cell in item.cells for ground in behind(item)]
            if item.lit_fill:
                lit = (flash and item.flash_colour) or item.lit_colour
                assert lit
                pairs.append((lit, layout.rgb((flash and item.flash_fill) or item.lit_fill)))
        for colour, ground in pairs:
            assert contrast(layout.rgb(colour), ground) >= 4.5, (item, colour, ground)
