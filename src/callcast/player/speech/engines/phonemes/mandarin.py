"""Mandarin in phonemes: `pypinyin` reads it, this writes the syllables.

Tone sandhi is left to the model, which was taught with the tones of the dictionary. Traditional characters are read by
their simplified ones: pypinyin knows words (銀行, 重複) only as they are written in China.
"""

import re
from collections.abc import Sequence

from callcast.player.speech.engines.phonemes import letters
from callcast.player.speech.engines.phonemes.table import table

_INITIALS = table("b p|p pʰ|m m|f f|d t|t tʰ|n n|l l|g k|k kʰ|h x|j ʨ|q ʨʰ|x ɕ|zh ꭧ|ch ꭧʰ|sh ʂ|r ɻ|z ʦ|c ʦʰ|s s")
_FINALS = table(
    "a a0|ai ai0|an a0n|ang a0ŋ|ao au0|e ɤ0|ei ei0|en ə0n|eng ə0ŋ|i i0|ia ja0|ian jɛ0n|iang ja0ŋ|iao jau0|ie je0",
    "in i0n|iou jou0|ing i0ŋ|iong jʊ0ŋ|ong ʊ0ŋ|ou ou0|u u0|uei wei0|ua wa0|uai wai0|uan wa0n|uen wə0n|uang wa0ŋ",
    "ueng wə0ŋ|uo wo0|o wo0|ü y0|üe ɥe0|üan ɥɛ0n|ün y0n",
)
"""0 is where the tone is written."""
_ALONE = {"er": "ɚ0", "o": "ɔ0", "ê": "ɛ0", "io": "jɔ0", "hm": "hm0", "hng": "hŋ0", "m": "m0", "n": "n0", "ng": "ŋ0"}
"""Syllables that are no initial and final."""
_BUZZING = {"zh", "ch", "sh", "r", "z", "c", "s"}
"""Initials after which i is no i."""
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}

_DIGITS = "零一二三四五六七八九"
_PUNCTUATION = str.maketrans({"、": ",", "，": ",", "。": ".", "！": "!", "？": "?", "：": ":", "；": ";", "…": "…"})
_JOINT = re.compile(r"^号(?=[到请])")
"""Between whom is called and where to go: 號 is what a number leaves of its words."""
_PARTS = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+|[0-9]|[,.!?:;…]")


def syllable(pinyin: str) -> str:
    """`hao4` in phonemes; a tone of 5 is the neutral one. `ValueError` if it is no syllable."""
    from pypinyin.contrib.tone_convert import to_finals, to_initials

    plain, tone = pinyin[:-1], _TONES.get(pinyin[-1:])
    if tone is None:
        raise ValueError(f"no pinyin: {pinyin}")
    if plain in _ALONE:
        return _ALONE[plain].replace("0", tone)
    initial = to_initials(plain, strict=True)
    final = to_finals(plain, strict=True, v_to_u=True)
    if final not in _FINALS or (initial and initial not in _INITIALS):
        raise ValueError(f"no pinyin: {pinyin}")
    spoken = "ɨ0" if final == "i" and initial in _BUZZING else _FINALS[final]
    return _INITIALS.get(initial, "") + spoken.replace("0", tone)


class Mandarin:
    """Reads Mandarin, in either script, with what Latin letters and digits are in it."""

    runs_on = True

    def __init__(self) -> None:
        """Raises `ImportError` when a package is missing."""
        import opencc  # type: ignore[import-untyped]  # it has no annotations
        import pypinyin.seg.mmseg

        self._simplified = opencc.OpenCC("t2s").convert
        self._segment = pypinyin.seg.mmseg.seg.cut

    def words(self, text: str) -> str:
        """Running words; what is neither Han, letter, digit nor punctuation is left out."""
        written = ""
        for part in _PARTS.findall(_JOINT.sub("号，", self._simplified(text)).translate(_PUNCTUATION)):
            if part in ",.!?:;…":
                written = written.rstrip() + part + " "
            elif part.isdigit():
                written += self._han(_DIGITS[int(part)]) + ", "
            elif part.isascii():
                written += " ".join(letters.names(part)) + " "
            else:
                written += self._han(part) + " "
        return written.strip()

    def spelled(self, words: Sequence[str]) -> str:
        """One by one, with a pause between: else 四七 runs together."""
        return ", ".join(filter(None, map(self.words, words)))

    def letters(self, given: str) -> str:
        """Their English names."""
        return " ".join(letters.names(given))

    def _han(self, text: str) -> str:
        from pypinyin import Style, lazy_pinyin

        read = []
        for word in self._segment(text):
            known = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, errors="ignore")
            read.append("".join(map(syllable, known)))
        return " ".join(filter(None, read))
