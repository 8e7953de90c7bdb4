"""Sites as Hypothesis makes them: whatever may be set up."""

from datetime import time

from hypothesis import strategies as st

from callcast.desk.queueing.hall.counter import Counter, Share
from callcast.desk.queueing.hall.item import Choice, Item, Option
from callcast.desk.queueing.hall.line import Line, Opening
from callcast.desk.queueing.hall.policy import Policy, Then
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.site import Site
from callcast.desk.queueing.setup.lines import TEMPLATES
from callcast.desk.queueing.setup.site_file import SiteFile

IDS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True)
TEXTS = st.sampled_from(("內科", "Cash", '拉麵 \\ "大"', "お会計", "x" * 100))
NAMES = st.dictionaries(st.sampled_from(("en", "ja", "zh-TW")), TEXTS, max_size=2).map(
    lambda names: tuple(names.items())
)
LANGS = st.sampled_from(((), ("zh-TW",), ("ja", "en")))
CHANNELS = st.sampled_from(((), ("hall",), ("hall", "yard")))
WEIGHTS = st.floats(0.1, 100)
POLICIES = st.builds(Policy, st.integers(0, 10), st.floats(5, 3600), st.sampled_from(Then), st.integers(0, 100))
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@st.composite
def hours(draw: st.DrawFn) -> tuple[Opening, ...]:
    """In any order, none of which overlap."""
    found = []
    for weekday in draw(st.sets(st.integers(0, 6), max_size=3)):
        times = sorted(draw(st.sets(MINUTES.filter(bool), max_size=4)))
        found += [Opening(weekday, *pair) for pair in zip(times[::2], times[1::2], strict=False)]
        if len(times) % 2:
            found.append(Opening(weekday, times[-1], time(0)))
    return tuple(draw(st.permutations(found)))


@st.composite
def lines(draw: st.DrawFn, id_: str) -> Line:
    first = draw(st.integers(0, 500))
    weights = draw(st.dictionaries(st.sampled_from(Precedence), WEIGHTS))
    return Line(
        id_, draw(TEXTS), draw(NAMES), draw(st.sampled_from(("", "A", "abc"))), first,
        draw(st.integers(first, 9999)), draw(st.integers(1, 6)), draw(MINUTES), draw(hours()),
        draw(st.none() | st.integers(1, 99)), draw(CHANNELS), draw(LANGS), draw(st.sampled_from(TEMPLATES)),
        draw(POLICIES), tuple(weights.items()), draw(st.floats(0, 86_400)), draw(st.floats(0, 86_400)),
        draw(st.booleans()), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def items(draw: st.DrawFn, id_: str, known: list[str]) -> Item:
    ids = iter(draw(st.lists(IDS, min_size=6, max_size=6, unique=True)))
    options = []
    for option_id in draw(st.lists(IDS, max_size=2, unique=True)):
        choices = tuple(
            Choice(next(ids), draw(TEXTS), draw(NAMES), draw(st.integers(0, 99)), draw(st.booleans()))
            for _ in range(draw(st.integers(1, 3)))
        )
        least = draw(st.integers(0, len(choices)))
        options.append(Option(option_id, draw(TEXTS), choices, draw(NAMES), least, draw(st.integers(max(1, least), 5))))
    return Item(
        id_, draw(st.sampled_from(known)), draw(TEXTS), draw(st.just("") | TEXTS), draw(NAMES),
        draw(st.none() | st.integers(0, 10**8)), tuple(options), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def site_files(draw: st.DrawFn) -> SiteFile:
    """Whatever may stand in one; few ids, so that two files have things in common."""
    ids = st.lists(st.sampled_from(("a", "b", "c")), max_size=3, unique=True)
    known = draw(ids)
    shares = st.dictionaries(st.sampled_from(known), WEIGHTS, min_size=1) if known else st.nothing()
    counters = tuple(
        Counter(id_, draw(TEXTS), draw(TEXTS), tuple(Share(*one) for one in draw(shares).items()), draw(CHANNELS))
        for id_ in (draw(ids) if known else ())
    )
    site = Site(draw(TEXTS), draw(st.sampled_from(("Asia/Taipei", "UTC", "Europe/Berlin"))), "ja", "JPY")
    return SiteFile(
        site,
        tuple(draw(lines(id_)) for id_ in known),
        counters,
        tuple(draw(items(id_, known)) for id_ in (draw(ids) if known else ())),
    )
