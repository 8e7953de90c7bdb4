"""A ramen shop in memory, to order at."""

from collections.abc import Callable
from dataclasses import replace

from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.counter import Counter, Share
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.item import Choice, Item, Option
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.order import Order, Pick
from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.hall.policy import Policy
from callcast.desk.queueing.hall.site import Site
from callcast.desk.queueing.orders.place import OrderWish, place

NOON = 1_795_492_800.0  # 2026-11-24 12:00 in Taipei
FIRM = Option("firm", "麵的硬度", (Choice("hard", "硬"), Choice("soft", "軟", sold_out=True)), least=1)
EXTRA = Option("extra", "加點", (Choice("egg", "溏心蛋", price=30), Choice("nori", "海苔", price=20)), most=2)
RAMEN = Item("tonkotsu", "ramen", "豚骨拉麵", "拉麵", price=220, options=(FIRM, EXTRA))
TEA = Item("tea", "ramen", "烏龍茶", "飲料", price=40)
SOUP = Item("soup", "ramen", "今日例湯", "湯")
CAKE = Item("cake", "sweets", "起司蛋糕", "甜點", price=120)
HARD = (("firm", "hard"),)
ONE = Pick("tonkotsu", 1, HARD)


class Stall:
    """Does what is asked at a clock that stands still unless it is moved on; `heard` are ids of calls spoken."""

    def __init__(self, **line: object) -> None:
        self.floor = Floor()
        self.floor.site = Site("拉麵店", "Asia/Taipei")
        base = Line("ramen", "豚骨拉麵店", template="pick-up", channels=("hall",), langs=("zh-TW",))
        ramen = replace(base, **line)  # type: ignore[arg-type]
        self.floor.lines = {"ramen": ramen, "sweets": Line("sweets", "甜點", policy=Policy(calls=0))}
        self.floor.counters = {"out": Counter("out", "取餐口", "取餐口", (Share("ramen"),))}
        self.floor.items = {item.id: item for item in (RAMEN, TEA, SOUP, CAKE)}
        self.at = NOON
        self.queued: set[str] = set()
        self.said: list[Calling] = []
        self.periods: list[Period] = []
        self._ids = 0

    def do(self, rule: Callable[..., Change], *given: object) -> Change:
        change = rule(self.floor, Moment(self.at, "chef", self._id, self.queued.__contains__), *given)
        self.floor.apply(change)
        self.queued |= {call.id for call in change.calls}
        self.queued -= set(change.withdrawn)
        self.said += change.calls
        self.periods += change.periods
        return change

    def order(self, *picks: Pick, line: str = "ramen", name: str = "") -> Order:
        return self[self.do(place, OrderWish(line, picks or (ONE,), name)).subject]

    def __getitem__(self, order: str) -> Order:
        return self.floor.orders[order]

    def _id(self) -> str:
        self._ids += 1
        return f"id{self._ids}"
