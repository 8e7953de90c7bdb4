"""Random calls, what is said in each, and how long that should take."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from callcast.bus.messages import Call
from callcast.player.speech.utterance import Utterance
from callcast.wording import templates
from callcast.wording.customs import Customs
from callcast.wording.reading import read
from callcast.wording.segment import Letters
from callcast.wording.spoken import Spelled, Words

KIND = "counter"
PLACES = 40
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

REFERENCES = (
    *(Call("7", "1"), Call("58", "2"), Call("9046", "3"), Call("730415", "24")),
    *(Call("A3", "5"), Call("KM62", "38"), Call("P0917", "10"), Call("1386", "27")),
)
"""By which a voice's own pace is told."""


def random_calls(seed: str, count: int) -> list[Call]:
    """Tickets as houses print them, half of them with a letter or two, often with leading zeros; counters 1 to 40."""
    random = Random(seed)
    found = []
    for _ in range(count):
        letters = "".join(random.choices(LETTERS, k=random.choice((0, 0, 0, 1, 1, 2))))
        width = random.choice((1, 2, 3, 3, 4))
        number = random.randrange(10**width)
        digits = f"{number:0{width}}" if random.random() < 0.7 else f"{number}"
        found.append(Call(letters + digits, str(random.randint(1, PLACES))))
    return found


def utterance(call: Call, lang: str) -> Utterance:
    """What is said for it by the shipped template."""
    template = templates.of(KIND, lang, {})
    return Utterance(template.shown(call, lang), lang, segments=template.fill(call, lang))


@dataclass(frozen=True)
class Size:
    """Of what is said: words one by one, letters, and all else, in syllables (in Japanese, morae of kana)."""

    spelled: int
    letters: int
    running: int

    @classmethod
    def of(cls, call: Call, lang: str) -> "Size":
        """That of a call."""
        spelled = letters = running = 0
        for one in read(utterance(call, lang).segments, lang, Customs()):
            if isinstance(one, Spelled):
                spelled += sum(map(syllables, one.words))
            elif isinstance(one, Letters):
                letters += len(one.letters)
            elif isinstance(one, Words):
                running += syllables(one.text)
        return cls(spelled, letters, running)

    @property
    def row(self) -> tuple[float, ...]:
        """With one for what every call has alike."""
        return 1.0, self.spelled, self.letters, self.running


def syllables(text: str) -> int:
    """Of Chinese, each character; of Japanese, each mora; of English, by its vowels."""
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    morae = len(re.findall(r"[ぁ-んァ-ヶー]", text)) - len(re.findall(r"[ゃゅょャュョ]", text))
    return chinese + morae + sum(map(_english, re.findall(r"[a-z]+", text.lower())))


def _english(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    return max(1, groups - (groups > 1 and re.search(r"[^aeiouy]e$", word) is not None))


class Pace:
    """Of a voice: ms for each kind of syllable, by least squares from calls that it has said."""

    def __init__(self, sizes: Sequence[Size], ms: Iterable[float]) -> None:
        self.each = np.linalg.lstsq(np.array([size.row for size in sizes]), np.array([*ms]), rcond=None)[0]

    def expected(self, size: Size) -> float:
        """How long it should take in ms."""
        return float(np.dot(self.each, size.row))
