"""`pack.toml`: what the recordings of a voice pack say.

    name = "大廳"                       # for people
    language = "zh-TW"                  # BCP-47
    speaker = "王小美"                  # may be left out, as each of the tables
    licence = "CC-BY-4.0"

    [phrases]                           # running words, as they are said; the longest that fits is taken
    "請" = "please.wav"
    "號" = "number.wav"
    "到三號櫃檯" = "counter-3.wav"

    [digits]                            # said one by one: "0" to "9", or the word itself ("零", "幺", "zero", "oh")
    "0" = "digits/0.wav"

    [letters]                           # Latin letters by their names
    A = "letters/a.wav"

    [syllables]                         # Mandarin only: pinyin, ü as v, and the tone, 5 for the neutral one
    hao4 = "syllables/hao4.mp3"

    [recordings]                        # sounds of the house, by any name
    welcome = "welcome.flac"

A file is named from the folder of the pack, with "/", and lies in it; it may be of any kind that libav reads.
"""

import json
import sys
import unicodedata
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from callcast import tags
from callcast.nearest import nearest
from callcast.player.speech.errors import PackError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "pack.toml"

SIZE_LIMIT = 2 * 2**20
"""Bytes of a manifest."""

_File = Annotated[str, Field(min_length=1, max_length=255)]
_TABLES = ("phrases", "digits", "letters", "syllables", "recordings")


class Manifest(BaseModel):
    """A manifest; in the tables, what is said -> its file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=100)
    language: str = Field(pattern=r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$")
    speaker: str = Field(default="", max_length=200)
    licence: str = Field(default="", max_length=200)
    phrases: Mapping[str, _File] = Field(default_factory=dict)
    digits: Mapping[str, _File] = Field(default_factory=dict)
    letters: Mapping[str, _File] = Field(default_factory=dict)
    syllables: Mapping[str, _File] = Field(default_factory=dict)
    recordings: Mapping[str, _File] = Field(default_factory=dict)

    def tables(self) -> dict[str, Mapping[str, str]]:
        """All tables by name."""
        return {name: getattr(self, name) for name in _TABLES}

    def dumps(self) -> str:
        """As TOML, which `parse` reads."""
        lines = [f"{key} = {_quoted(getattr(self, key))}" for key in ("name", "language", "speaker", "licence")]
        for name, table in self.tables().items():
            if table:
                lines += ["", f"[{name}]", *(f"{_quoted(key)} = {_quoted(file)}" for key, file in table.items())]
        return "\n".join(lines) + "\n"


def parse(pack: str, data: bytes) -> Manifest:
    """The manifest in `data`; `PackError` of the pack named `pack` when there is none."""
    if len(data) > SIZE_LIMIT:
        raise PackError(pack, f"its {FILE} is larger than {SIZE_LIMIT:,} bytes; keep no sound in it")
    try:
        tree = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
        manifest = Manifest.model_validate(tree)
    except RecursionError:
        raise PackError(pack, f"its {FILE} is nested too deeply; it has tables of texts and files only") from None
    except ValidationError as error:
        raise PackError(pack, f"in its {FILE}, {_sentence(error)}") from None
    except ValueError as error:  # UnicodeDecodeError, too
        raise PackError(pack, f"its {FILE} is not TOML ({str(error).rstrip('.')}); mend that line") from None
    for name, table in manifest.tables().items():
        for key in table:
            if fault := _FAULTS[name](key, manifest.language):
                raise PackError(pack, f"in its {FILE}, [{name}] has {_shown(key)}, {fault}")
    return manifest


def _sentence(error: ValidationError) -> str:
    """The first fault, where it is, and what would be right."""
    detail = error.errors(include_url=False)[0]
    first, *rest = (str(step) for step in detail["loc"])
    where = f"[{first}] {_shown(rest[0])}" if rest else first[:60]
    if detail["type"] == "extra_forbidden":
        meant = nearest(first, Manifest.model_fields)
        hint = f'did you mean "{meant}"' if meant else f"there are {', '.join(Manifest.model_fields)}"
        return f"there is {_shown(first)}, which is no key of a pack; {hint}"
    if detail["type"] == "missing":
        return f"{where} is missing; add it"
    if first == "language" and detail["type"].startswith("string_pattern"):
        return f'language is {_shown(detail["input"])}; write a language tag, such as "zh-TW"'
    should = detail["msg"].removeprefix("Input ").removeprefix("String ").replace("should", "but should", 1).rstrip(".")
    return f"{where} is {_shown(detail['input'])}, {should}"


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:60]


def _quoted(text: str) -> str:
    """A basic string of TOML: as one of JSON, but for U+007F."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _phrase(key: str, _language: str) -> str | None:
    said = any(unicodedata.category(char)[0] in "LNS" for char in key)
    return None if said else "which has nothing to say in it; write the words of the recording"


def _digit(key: str, _language: str) -> str | None:
    wrong = _phrase(key, "") or (len(key) > 1 and key.isdigit())
    return 'which is no digit; write "0" to "9", or its word' if wrong else None


def _letter(key: str, _language: str) -> str | None:
    right = len(key) == 1 and key.isascii() and key.isalpha()
    return None if right else "which is no letter from A to Z"


def _syllable(key: str, language: str) -> str | None:
    if tags.primary(language) != "cmn":
        return f'but syllables are for Mandarin, and its language is "{language[:30]}"; use [phrases]'
    right = key[:-1].isascii() and key[:-1].isalpha() and key.islower() and key[-1] in "12345"
    return None if right else 'which is no syllable; write pinyin and a tone from 1 to 5, as "hao4" or "lv4"'


def _recording(key: str, _language: str) -> str | None:
    return None if key.strip() and key.isprintable() else "which is no name"


_FAULTS: dict[str, Callable[[str, str], str | None]] = {
    "phrases": _phrase,
    "digits": _digit,
    "letters": _letter,
    "syllables": _syllable,
    "recordings": _recording,
}
"""What is wrong with what is said, by table."""
