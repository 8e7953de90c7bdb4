"""Japanese in phonemes: MeCab and its dictionary `ipadic` give the readings in kana, this writes the kana."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from callcast.player.speech.engines.phonemes.table import table
from callcast.wording.numbers import japanese as numbers

_KANA = table(
    "ア a|イ i|ウ ɯ|エ e|オ o|カ ka|キ kʲi|ク kɯ|ケ ke|コ ko|ガ ɡa|ギ ɡʲi|グ ɡɯ|ゲ ɡe|ゴ ɡo",
    "サ sa|シ ɕi|ス sɨ|セ se|ソ so|ザ ʣa|ジ ʥi|ズ zɨ|ゼ ʣe|ゾ ʣo|タ ta|チ ʨi|ツ ʦɨ|テ te|ト to",
    "ダ da|ヂ ʥi|ヅ zɨ|デ de|ド do|ナ na|ニ ɲi|ヌ nɯ|ネ ne|ノ no|ハ ha|ヒ çi|フ ɸɯ|ヘ he|ホ ho",
    "バ ba|ビ bʲi|ブ bɯ|ベ be|ボ bo|パ pa|ピ pʲi|プ pɯ|ペ pe|ポ po|マ ma|ミ mʲi|ム mɯ|メ me|モ mo",
    "ヤ ja|ユ jɯ|ヨ jo|ラ ɾa|リ ɾʲi|ル ɾɯ|レ ɾe|ロ ɾo|ワ βa|ヰ i|ヱ e|ヲ o|ヴ vɯ|ヵ ka|ヶ ke",
    "ァ a|ィ i|ゥ ɯ|ェ e|ォ o|ャ ja|ュ jɯ|ョ jo|ヮ βa|イェ je|ウィ βi|ウェ βe|ウォ βo",
    "クァ kᵝa|クィ kᵝi|クェ kᵝe|クォ kᵝo|グァ ɡᵝa|シェ ɕe|ジェ ʥe|チェ ʨe|ツァ ʦa|ツィ ʦʲi|ツェ ʦe|ツォ ʦo",
    "ティ tʲi|テュ tʲɨ|ディ dʲi|デュ dʲɨ|トゥ tɯ|ドゥ dɯ|ファ ɸa|フィ ɸʲi|フェ ɸe|フォ ɸo|フュ ɸʲɨ",
    "ヴァ va|ヴィ vʲi|ヴェ ve|ヴォ vo",
)
for _first, _spoken in zip(
    "キギシジチヂニヒビピミリ", ("kʲ", "ɡʲ", "ɕ", "ʥ", "ʨ", "ʥ", "ɲ", "ç", "bʲ", "pʲ", "mʲ", "ɾʲ"), strict=True
):
    _KANA |= {f"{_first}ャ": f"{_spoken}a", f"{_first}ュ": f"{_spoken}ɨ", f"{_first}ョ": f"{_spoken}o"}

_BEFORE = {"m": "mpb", "ŋ": "kɡ", "ɲ": "ɲʨʥ", "n": "ntdɾz"}
"""What ン sounds like before which sounds; elsewhere it is ɴ."""
_PUNCTUATION = {"、": ",", "。": ".", "！": "!", "？": "?", "：": ":", "；": ";", "，": ",", "．": ".", "…": "…"}
_PUNCTUATION |= {mark: mark for mark in ",.!?:;"}
_NAMES = table(
    "0 ゼロ|1 イチ|2 ニ|3 サン|4 ヨン|5 ゴ|6 ロク|7 ナナ|8 ハチ|9 キュー",
    "A エー|B ビー|C シー|D ディー|E イー|F エフ|G ジー|H エイチ|I アイ|J ジェー|K ケー|L エル|M エム|N エヌ",
    "O オー|P ピー|Q キュー|R アール|S エス|T ティー|U ユー|V ブイ|W ダブリュー|X エックス|Y ワイ|Z ゼット",
)
"""Of digits and letters."""
_SMALL_SIGNS = re.compile(r"[A-Za-z0-9]")
_PERSON = re.compile(r"の方(?=[、,はがも。.]|$)")
"""A かた; the dictionary takes it for a direction, ほう."""
_E_ROW = frozenset("エケゲセゼテデネヘベペメレ")
_LONG = re.compile(
    "(?<=[うくぐすずつづぬふぶぷむゆるゅおこごそぞとどのほぼぽもよろょ])う"
    "|(?<=[おこごそぞとどのほぼぽもよろょ])お|(?<=[えけげせぜてでねへべぺめれ])い"
)
"""What makes a vowel of a number long: じゅう is じゅー, れい is れー."""
_PLACES = "じゅう|[ひびぴ]ゃく|[せぜ]ん|まん|おく"
_PART = f"ゼロ|れい|いち|に|さん|よん|ご|ろく|なな|しち|はち|きゅう|[いろは]っ|じゅっ|[ひびぴ]ゃっ|{_PLACES}"
"""Of a number in kana, as `numbers` writes it."""
_WHOLE = {whole for one in numbers.COUNTERS.values() for whole in one.whole.values()}
_ENDS = {end + one.kana for one in numbers.COUNTERS.values() for end in one.ends.values()}
_COUNTED = {kana for one in numbers.COUNTERS.values() for kana in (one.kana, one.first, *one.voiced.values()) if kana}


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_NUMBER = re.compile(
    f"(?:{_either(_WHOLE)})(?![ぁ-ゖ])"
    f"|(?:(?:{_PART})*(?:{_either(_ENDS)})|(?:{_PART})+(?!いち)(?:{_either(_COUNTED)}))(?![ゃゅょ])"
    f"|(?<![ぁ-ゖ])(?:(?:{_PART})+(?:{_PLACES})|(?:{_PART})*(?:{_PLACES})(?:{_PART})+)(?:{_PART})*"
    rf"|(?<!\w)(?:{_PART})+(?!\w)"
)
"""In kana, with what it counts. The dictionary reads よんじゅうろく as よんじ ゆうろく, and は of はち as わ."""
_STAND_IN = "７"
"""For a number, while the dictionary reads what stands around it."""
_PRONUNCIATION = 8
"""Which of ipadic's fields it is."""


def kana(text: str) -> str:
    """`text` in katakana (hiragana too) as phonemes; what is neither is left out."""
    text = "".join(chr(ord(char) + 96) if "ぁ" <= char <= "ゖ" else char for char in text)
    spoken, place = "", 0
    while place < len(text):
        size = 2 if text[place : place + 2] in _KANA else 1
        part, after = text[place : place + size], text[place + size : place + size + 2]
        place += size
        if part == "ー":
            spoken += "ː"
        elif part == "ッ":
            spoken += "ʔ" if after else ""
        elif part == "ン":
            following = _KANA.get(after, _KANA.get(after[:1], ""))[:1]
            spoken += next((sound for sound, before in _BEFORE.items() if following and following in before), "ɴ")
        else:
            spoken += _KANA.get(part, "")
    return spoken


def _drawled(pronunciation: str) -> str:
    """メイ of 名 is said メー: the dictionary leaves that out."""
    return "".join(
        "ー" if char == "イ" and place and pronunciation[place - 1] in _E_ROW else char
        for place, char in enumerate(pronunciation)
    )


class Japanese:
    """Reads Japanese in kanji and kana, with what Latin letters and digits are in it."""

    runs_on = False

    def __init__(self) -> None:
        """Raises `ImportError` when a package is missing."""
        import fugashi  # type: ignore[import-untyped]  # it has no annotations
        import ipadic  # type: ignore[import-untyped]

        self._tagger = fugashi.GenericTagger(ipadic.MECAB_ARGS)

    def words(self, text: str) -> str:
        """Running words; letters and digits by their names."""
        text = _PERSON.sub("のかた", text).replace(_STAND_IN, "7")
        text = _SMALL_SIGNS.sub(lambda found: _NAMES[found.group().upper()] + "、", text)
        counted = [_LONG.sub("ー", number) for number in _NUMBER.findall(text)]
        text = _NUMBER.sub(_STAND_IN, text)
        words: list[str] = []  # readings, and punctuation
        before: Sequence[str] = ("記号", "*")
        for word in self._tagger(text):
            if _STAND_IN in word.surface:
                reading = "".join(counted.pop(0) for char in word.surface if char == _STAND_IN)
            else:
                reading = word.surface if word.surface in _PUNCTUATION else self._reading(word.surface, word.feature)
            if _continues(word.feature, before):
                words[-1] += reading  # as one, for ン sounds like what follows: サンバン is "sambaɴ"
            else:
                words.append(reading)
            before = word.feature
        return "".join(_PUNCTUATION.get(word) or " " + kana(word) for word in words).strip()

    @staticmethod
    def _reading(surface: str, feature: Sequence[str]) -> str:
        if len(feature) <= _PRONUNCIATION:  # a word that it does not know
            return surface
        said = str(feature[_PRONUNCIATION])
        han = all(unicodedata.name(char, "").startswith("CJK") for char in surface)
        return _drawled(said) if han else said

    def spelled(self, words: Sequence[str]) -> str:
        """One by one, with a pause between: ニ and ゴ are short."""
        return ", ".join(filter(None, map(self.words, words)))

    def letters(self, given: str) -> str:
        """Their Japanese names."""
        return " ".join(kana(_NAMES[letter]) for letter in given.upper() if letter in _NAMES)


def _continues(feature: Sequence[str], before: Sequence[str]) -> bool:
    """Whether a word belongs to the one before it: ます, た, て, 番, 名, and the digits of a number."""
    if before[0] == "記号" or feature[0] == "記号":
        return False
    number = feature[1] == before[1] == "数"
    return number or feature[0] == "助動詞" or feature[1] in ("接尾", "接続助詞")
