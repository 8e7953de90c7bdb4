"""The names of Latin letters, as they are said in English: Mandarin and Cantonese speakers say them so too."""

from callcast.player.speech.engines.phonemes.table import table

_NAMES = table(
    "A ˈA|B bˈi|C sˈi|D dˈi|E ˈi|F ˈɛf|G ʤˈi|H ˈAʧ|I ˈI|J ʤˈA|K kˈA|L ˈɛl|M ˈɛm|N ˈɛn|O ˈO|P pˈi|Q kjˈu|R ˈɑɹ",
    "S ˈɛs|T tˈi|U jˈu|V vˈi|W dˈʌbᵊlju|X ˈɛks|Y wˈI|Z zˈi",
)
_BRITISH = {"O": "ˈQ", "R": "ˈɑː", "W": "dˈʌbᵊljuː", "Z": "zˈɛd"} | {
    letter: name + "ː" for letter, name in _NAMES.items() if name.endswith(("i", "jˈu")) and letter != "Z"
}


def names(letters: str, *, british: bool = False) -> list[str]:
    """The name of each letter of `letters`, in order; what is no letter from A to Z has none."""
    own = _NAMES | _BRITISH if british else _NAMES
    return [own[letter] for letter in letters.upper() if letter in own]
