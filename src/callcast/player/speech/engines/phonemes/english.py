"""English in phonemes, by the dictionaries and rules of the package `hibari-tts`."""

from collections.abc import Sequence
from typing import Any

from callcast.player.speech.engines.phonemes import letters


class English:
    """Reads American or British English."""

    runs_on = False

    def __init__(self, *, british: bool = False) -> None:
        """Raises `ImportError` when the package is missing."""
        from hibari.g2p import G2P  # type: ignore[import-untyped]  # it has no annotations

        self._british = british
        self._read: Any = G2P(british=british)

    def words(self, text: str) -> str:
        """Running words; numbers, too."""
        # Brackets would be taken for a word and its phonemes.
        return str(self._read(text.replace("[", "(").replace("]", ")")))

    def spelled(self, words: Sequence[str]) -> str:
        """One by one, as one says a number of several digits."""
        return " ".join(filter(None, map(self.words, words)))

    def letters(self, given: str) -> str:
        """Their names."""
        return " ".join(letters.names(given, british=self._british))
