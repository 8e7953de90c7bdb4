"""The places of the demo, as data/*.json has them: settings, site, and what a day there is like."""

import json
from importlib.resources import files
from typing import Any, TypeAlias

from callcast.cli.demo.plan import Kitchen, Plan, Stream
from callcast.cli.demo.visitors import Curve
from callcast.desk.queueing.hall.order import Pick
from callcast.desk.queueing.hall.precedence import Precedence

Json: TypeAlias = dict[str, Any]
KINDS = ("clinic", "bank", "ramen")
LANGS = ("zh-TW", "zh-CN", "en", "ja")
ZONES = {"zh-TW": "Asia/Taipei", "zh-CN": "Asia/Shanghai", "en": "Europe/London", "ja": "Asia/Tokyo"}
CURRENCIES = {"zh-TW": "TWD", "zh-CN": "CNY", "en": "GBP", "ja": "JPY"}


class Kind:
    """One of `KINDS` in one of `LANGS`."""

    def __init__(self, name: str, lang: str) -> None:
        """Read from the package."""
        text = (files("callcast.cli.demo") / "data" / f"{name}.json").read_text(encoding="utf-8")
        self._data: Json = _in(lang, json.loads(text))
        self._lang = lang

    def site(self) -> Json:
        """The site file."""
        site: Json = self._data["site"]
        local = {"zone": ZONES[self._lang], "lang": self._lang, "currency": CURRENCIES[self._lang]}
        return {**site, "site": {**site["site"], **local}}

    def settings(self) -> str:
        """The settings file: a channel, with a board, in the language; in English, too, where that is another."""
        channel = self._data["channel"]
        languages = [self._lang] if self._lang == "en" else [self._lang, "en"]
        return (
            f"[[channels]]\nid = {json.dumps(channel['id'])}\n"
            f"name = {json.dumps(self._data['title'], ensure_ascii=False)}\n"
            f"languages = {json.dumps(languages)}\nchime = {json.dumps(channel['chime'])}\n\n"
            f"[channels.board]\nlayout = {json.dumps(channel['layout'])}\n"
            f"title = {json.dumps(self._data['title'], ensure_ascii=False)}\n"
        )

    def plan(self) -> Plan:
        """A day there."""
        day = self._data["day"]
        counters = tuple((one["id"], tuple(one["lines"])) for one in self._data["site"]["counters"])
        return Plan(
            Curve(tuple(day["hours"])),
            tuple(map(_stream, day.get("streams", ()))),
            counters if "streams" in day else (),
            tuple(map(_kitchen, day.get("kitchens", ()))),
        )


def _in(lang: str, value: Any) -> Any:
    """With each text that is written in all languages in `lang`."""
    if isinstance(value, list):
        return [_in(lang, one) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == set(LANGS):
        return value[lang]
    return {key: _in(lang, one) for key, one in value.items()}


def _stream(one: Json) -> Stream:
    mixed = tuple((Precedence(kind), part) for kind, part in one.get("mixed", {}).items())
    return Stream(one["line"], one["count"], one["seconds"], mixed)


def _kitchen(one: Json) -> Kitchen:
    orders = tuple(tuple(map(_pick, picks)) for picks in one["orders"])
    return Kitchen(one["line"], one["count"], one["seconds"], one["cooks"], orders)


def _pick(one: Json) -> Pick:
    chosen = one.get("choices", {})
    choices = tuple((option, choice) for option, many in chosen.items() for choice in many)
    return Pick(one["item"], one.get("count", 1), choices)
