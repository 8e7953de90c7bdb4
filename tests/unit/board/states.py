"""States to draw: the longest that is likely, in four languages, and fonts to draw them with."""

from dataclasses import replace

import pytest

from callcast.bus.messages import Line
from callcast.player.board import fonts, layout_file
from callcast.player.board.draw import Painter
from callcast.player.board.errors import FontMissing
from callcast.player.board.state import BoardState, Called

TAGS = {"zh-TW": ("zh-TW", "en"), "zh-CN": ("zh-CN",), "ja": ("ja", "en"), "en": ("en",)}
"""The channel's languages of each."""

_zh_tw = BoardState(
    now=(Called("A012", "3 號診間", "", "王○明"),),
    recent=tuple(Called(f"A{11 - n:03}", f"{1 + n % 4} 號診間", "") for n in range(12)),
    lines=(Line("家庭醫學科", 8), Line("小兒科", 12), Line("預防接種", 3)),
    preparing=("37", "38", "41", "42", "45"),
    ready=("A012", "31", "33", "35", "36"),
    title="安和家庭醫學科診所",
    clock="14:05",
    message="請準備健保卡，依號碼就診；過號者請向櫃檯報到，謝謝您的耐心等候。",
    hours="門診 08:30–12:00　14:00–17:30　18:30–21:00",
)
_zh_cn = BoardState(
    now=(Called("B108", "12 号诊室（二楼东侧）", "", "欧○○明"),),
    recent=tuple(Called(f"B{107 - n}", f"{1 + n % 4} 号诊室", "") for n in range(5)),
    lines=(Line("全科", 8), Line("儿科", 12)),
    preparing=tuple(map(str, range(200, 231))),
    ready=("B108", *map(str, range(180, 199))),
    title="安和社区卫生服务中心",
    clock="14:05",
    message="请准备好医保卡，按号就诊；过号请到服务台重新签到。",
    hours="门诊 8:00–12:00　13:30–17:00",
)
_ja = BoardState(
    now=(Called("102", "第1診察室", "", "田○ 花○"),),
    recent=(Called("101", "第2診察室", ""),),
    ready=("102",),
    title="みなと皮膚科クリニック",
    clock="9:41",
    message="マイナ保険証をご用意のうえ、番号でお呼びするまでお待ちください。",
    hours="診療時間 9:00～12:30　15:00～18:30（木・日・祝は休診）",
)
_en = BoardState(
    now=(Called("A1024", "Consultation Room 12", "", "A*** F***"),),
    recent=tuple(Called(f"A{1023 - n}", f"Room {1 + n % 4}", "") for n in range(12)),
    lines=(Line("General practice", 8), Line("Paediatrics", 12)),
    preparing=("37", "38", "41", "42", "45", "47"),
    ready=("A1024", "31", "33", "35", "36"),
    title="Riverside Family Practice",
    clock="14:05",
    message="Please have your insurance card ready. If you missed your number, speak to reception.",
    hours="Mon–Fri 8:30 am – 6 pm",
    flash=True,
)
STATES = {"zh-TW": _zh_tw, "zh-CN": _zh_cn, "ja": _ja, "en": _en}

EMPTY = BoardState(title="安和家庭醫學科診所", clock="14:05")
SPEECH = replace(_zh_tw, now=(Called("", "", "請車號 ABC-1234 的車主移動您的車輛，謝謝您的合作。"),))

try:
    _family = fonts.find(("zh-TW",)).bold[0].family
except FontMissing:
    _family = "none"

needs_fonts = pytest.mark.skipif(_family == "none", reason="no font with Chinese letters is installed")
needs_noto = pytest.mark.skipif(_family != "Noto Sans CJK TC", reason=f"the fonts are others: {_family}")


def painter(layout: str, tag: str, size: tuple[int, int] = (1280, 720)) -> Painter:
    """For a shipped layout in one of `TAGS`."""
    return Painter(layout_file.read(layout), size, TAGS[tag], fonts.find(TAGS[tag]))
