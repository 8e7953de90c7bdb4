"""The templates: those that come with Callcast, and a site's own."""

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

from callcast.nearest import nearest
from callcast.tags import lookup
from callcast.wording.errors import LanguageUntold, UnknownKind
from callcast.wording.language import Known, home, known
from callcast.wording.template import Template

Kind: TypeAlias = Literal["counter", "room", "window", "pick-up", "missed", "closing", "emergency"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Own: TypeAlias = Mapping[str, Mapping[Kind, str]]
"""A site's own templates: language tag -> kind -> text."""

SHIPPED: Mapping[Known, Mapping[Kind, str]] = {
    "zh-TW": {
        "counter": "來賓 {number} 號，請到 {counter}",
        "room": "{number} 號，請到 {room}",
        "window": "來賓 {number} 號，請到 {window}",
        "pick-up": "{number} 號，您的餐點準備好了，請來取餐",
        "missed": "{number} 號已經過號，請向服務人員報到",
        "closing": "各位來賓您好，今天的服務時間即將結束，謝謝您的光臨",
        "emergency": "各位請注意，現在有緊急狀況，請保持冷靜，依照工作人員的指示，從最近的出口離開",
    },
    "zh-CN": {
        "counter": "请 {number} 号到 {counter} 办理",
        "room": "请 {number} 号到 {room} 就诊",
        "window": "请 {number} 号到 {window} 办理",
        "pick-up": "{number} 号，您的餐已经准备好了，请取餐",
        "missed": "{number} 号已经过号，请联系工作人员",
        "closing": "各位顾客您好，今天的服务时间即将结束，感谢您的光临",
        "emergency": "请注意，现在有紧急情况，请保持冷静，按照工作人员的指示，从最近的出口离开",
    },
    "yue": {
        "counter": "請 {number} 號到 {counter}",
        "room": "請 {number} 號到 {room}",
        "window": "請 {number} 號到 {window}",
        "pick-up": "{number} 號，你嘅餐點已經準備好，請過嚟攞",
        "missed": "{number} 號已經過咗號，請搵職員幫手",
        "closing": "各位貴賓，今日嘅服務時間就快結束，多謝光臨",
        "emergency": "各位請注意，而家有緊急情況，請保持冷靜，跟從職員嘅指示，由最近嘅出口離開",
    },
    "en": {
        "counter": "Number {number}, please go to {counter}.",
        "room": "Number {number}, please go to {room}.",
        "window": "Number {number}, please go to {window}.",
        "pick-up": "Order {number} is ready. Please come and collect it.",
        "missed": "Number {number}, we have called you. Please speak to a member of staff.",
        "closing": "Ladies and gentlemen, we are closing shortly. Thank you for your visit.",
        "emergency": "Attention, please. This is an emergency. Please stay calm, follow the instructions of the staff, "
        "and leave by the nearest exit.",
    },
    "ja": {
        "counter": "{number}番のお客様、{counter}までお越しください。",
        "room": "{number}番のかた、{room}へお入りください。",
        "window": "{number}番のお客様、{window}までお越しください。",
        "pick-up": "{number}番のお客様、ご注文の品ができあがりました。お受け取りください。",
        "missed": "先ほどお呼びしました{number}番のお客様、係の者までお声がけください。",
        "closing": "本日の受付はまもなく終了いたします。ご来場、ありがとうございました。",
        "emergency": "緊急のお知らせです。落ち着いて、係員の指示に従い、最寄りの出口から避難してください。",
    },
}


def of(kind: str, language: str, own: Own) -> Template:
    """The template of that kind in that language: the site's own one, or ours.

    One for `zh` is not taken for `zh-HK`, which is another language, nor one for `zh-CN` in `zh-TW`. Raises
    `UnknownKind` and `LanguageUntold`.
    """
    if kind not in KINDS:
        raise UnknownKind(kind, nearest(kind, KINDS), KINDS)
    kin = [tag for tag in own if home(tag) == home(language) and kind in own[tag]]
    if kin:
        return Template.parse(own[lookup(language, kin) or kin[0]][kind])
    name = known(language)
    if name is None:
        raise LanguageUntold(kind, language)
    return Template.parse(SHIPPED[name][kind])
