"""Numbers in Japanese, in kana, with the changes of sound between a number and what is counted.

Sources: NHK's dictionary of pronunciation as it is commonly told: さんびゃく, ろっぴゃく, はっせん, いっぷん, さんがい.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

DIGITS = ("ゼロ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
_HUNDREDS = {1: "ひゃく", 3: "さんびゃく", 6: "ろっぴゃく", 8: "はっぴゃく"}
_THOUSANDS = {1: "せん", 3: "さんぜん", 8: "はっせん"}
_LARGE = ("", "まん", "おく")


def number(value: int) -> str:
    """`value` in words: 1234 is せんにひゃくさんじゅうよん."""
    head, last = _parts(value)
    return head + last


def _parts(value: int) -> tuple[str, str]:
    """Its words, the last one (as にじゅう in 120) apart."""
    if value == 0:
        return "", DIGITS[0]
    parts: list[str] = []
    for place in reversed(range(len(_LARGE))):
        group = value // 10 ** (4 * place) % 10_000
        words = _group(group)
        if place and words:
            words[0] = "いっせん" if group == 1000 else words[0]
            words[-1] += _LARGE[place]
        parts += words
    return "".join(parts[:-1]), parts[-1]


def _group(group: int) -> list[str]:
    words = []
    if thousands := group // 1000:
        words.append(_THOUSANDS.get(thousands, DIGITS[thousands] + "せん"))
    if hundreds := group // 100 % 10:
        words.append(_HUNDREDS.get(hundreds, DIGITS[hundreds] + "ひゃく"))
    if tens := group // 10 % 10:
        words.append(("" if tens == 1 else DIGITS[tens]) + "じゅう")
    if ones := group % 10:
        words.append(DIGITS[ones])
    return words


@dataclass(frozen=True)
class Counter:
    """A word that is counted with, in kana.

    `hard` are the ends of numbers before which a small っ is said (いち -> いっ); `first` is how the counter begins
    after those (ふん -> ぷん), `voiced` after which it begins otherwise (さんぷん, さんがい). `ends` replace the last
    word of a number, `whole` the number with its counter.
    """

    kana: str
    hard: str = ""
    first: str = ""
    voiced: Mapping[str, str] = field(default_factory=dict)
    ends: Mapping[str, str] = field(default_factory=dict)
    whole: Mapping[int, str] = field(default_factory=dict)


_K = "いち ろく はち じゅう ゃく"
_S = "いち はち じゅう"
_FIRST_DAYS = ("ついたち", "ふつか", "みっか", "よっか", "いつか", "むいか", "なのか", "ようか", "ここのか", "とおか")
_DAYS = dict(enumerate(_FIRST_DAYS, 1)) | {14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか"}
_THINGS = dict(
    enumerate(("ひとつ", "ふたつ", "みっつ", "よっつ", "いつつ", "むっつ", "ななつ", "やっつ", "ここのつ"), 1)
)
_FOUR = {"よん": "よ"}
_CLOCK = {"よん": "よ", "なな": "しち", "きゅう": "く"}
_DATE = {"なな": "しち", "きゅう": "く"}

COUNTERS: Mapping[str, Counter] = {
    "番": Counter("ばん"),
    "番線": Counter("ばんせん"),
    "号": Counter("ごう"),
    "号室": Counter("ごうしつ"),
    "号車": Counter("ごうしゃ"),
    "階": Counter("かい", _K, voiced={"さん": "がい"}),
    "回": Counter("かい", _K),
    "個": Counter("こ", _K),
    "件": Counter("けん", _K),
    "か月": Counter("かげつ", _K),
    "ヶ月": Counter("かげつ", _K),
    "カ月": Counter("かげつ", _K),
    "分": Counter("ふん", _K, "ぷん", {"さん": "ぷん", "よん": "ぷん"}),
    "分間": Counter("ふんかん", _K, "ぷんかん", {"さん": "ぷんかん", "よん": "ぷんかん"}),
    "本": Counter("ほん", _K, "ぽん", {"さん": "ぼん", "せん": "ぼん"}),
    "杯": Counter("はい", _K, "ぱい", {"さん": "ばい", "せん": "ばい"}),
    "泊": Counter("はく", _K, "ぱく", {"さん": "ぱく", "よん": "ぱく"}),
    "パーセント": Counter("パーセント", _S),
    "歳": Counter("さい", _S, whole={20: "はたち"}),
    "冊": Counter("さつ", _S),
    "週間": Counter("しゅうかん", _S),
    "点": Counter("てん", _S, whole={0: "れいてん"}),
    "丁目": Counter("ちょうめ", _S),
    "時": Counter("じ", ends=_CLOCK, whole={0: "れいじ"}),
    "時間": Counter("じかん", ends=_CLOCK),
    "年": Counter("ねん", ends=_FOUR),
    "年間": Counter("ねんかん", ends=_FOUR),
    "月": Counter("がつ", ends={"よん": "し", **_DATE}),
    "日": Counter("にち", ends=_DATE, whole=_DAYS),
    "日間": Counter("にちかん", ends=_DATE, whole={n: f"{word}かん" for n, word in _DAYS.items() if n > 1}),
    "人": Counter("にん", ends=_FOUR, whole={1: "ひとり", 2: "ふたり"}),
    "名": Counter("めい"),
    "名様": Counter("めいさま"),
    "円": Counter("えん", ends=_FOUR),
    "組": Counter("くみ", whole={1: "ひとくみ", 2: "ふたくみ"}),
    "つ": Counter("つ", whole=_THINGS),
    "枚": Counter("まい"),
    "台": Counter("だい"),
    "秒": Counter("びょう"),
    "便": Counter("びん"),
    "列": Counter("れつ"),
    "度": Counter("ど"),
    "倍": Counter("ばい"),
    "位": Counter("い"),
}
"""As they are written -> how they are said."""

_LONGEST = sorted(COUNTERS, key=len, reverse=True)


def counter(text: str) -> str | None:
    """The counter that `text` begins with, as it is written."""
    return next((written for written in _LONGEST if text.startswith(written)), None)


def counted(value: int, written: str) -> str:
    """`value` with the counter that is `written` so: 3, 番 -> さんばん; 3, 階 -> さんがい."""
    rule = COUNTERS[written]
    if value in rule.whole:
        return rule.whole[value]
    head, last = _parts(value)
    for end, other in rule.ends.items():
        if last.endswith(end):
            return head + last.removesuffix(end) + other + rule.kana
    for end in rule.hard.split():
        if last.endswith(end):
            return head + last[:-1] + "っ" + (rule.first or rule.kana)
    for end, kana in rule.voiced.items():
        if last.endswith(end):
            return head + last + kana
    return head + last + rule.kana
