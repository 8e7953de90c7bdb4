"""What can be wrong with a board.

BoardError
├── LayoutError        a layout cannot be used
├── FontMissing        there is no font for the language
├── FontUnreadable     a font file of the layout is missing, or it is no font
├── EncoderMissing     no picture can be coded as the settings ask
├── GlyphsMissing      the fonts lack letters of what is to be shown
└── UnreadablePicture  a file is missing, or it is no picture that can be shown
"""

from callcast.errors import CallcastError


class BoardError(CallcastError):
    """Base of this room."""


class LayoutError(BoardError):
    """The layout `name` cannot be used; `reason` is the rest of a sentence, remedy and all."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"The layout {name} cannot be used: {reason}")
        self.name, self.reason = name, reason


class FontMissing(BoardError):
    """No font is there for boards in the `language`."""

    def __init__(self, language: str) -> None:
        super().__init__(
            f'There is no font for a board in "{language}"; install one (on Debian: apt-get install fontconfig '
            "fonts-noto-cjk), or name the file of one in [fonts] of a layout of your own."
        )
        self.language = language


class FontUnreadable(BoardError):
    """The file at `path`, which [fonts] of a layout names, is none that letters can be drawn with."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f'The font "{path}" of the layout is not there, or is no font; give the path of a TrueType or OpenType '
            "file in [fonts], or leave it out."
        )
        self.path = path


class EncoderMissing(BoardError):
    """libavcodec, as it is here, has no `encoder` for the `codec` of the settings; it has `others`."""

    def __init__(self, codec: str, encoder: str, others: tuple[str, ...]) -> None:
        right = " or ".join(f'codec = "{other}"' for other in others) or "no board"
        super().__init__(f'The board\'s codec = "{codec}" needs {encoder}, which this libavcodec lacks; take {right}.')
        self.codec, self.encoder, self.others = codec, encoder, others


class GlyphsMissing(BoardError):
    """The `fonts` have no glyphs for the `letters` of `where`."""

    def __init__(self, where: str, letters: str, fonts: tuple[str, ...]) -> None:
        points = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters[:5])
        more = f" and {len(letters) - 5} more" if len(letters) > 5 else ""
        super().__init__(
            f"No font has {points}{more} of the board's {where} (there are: {', '.join(fonts)}); write it otherwise, "
            "or name the file of a font that has them in [fonts] of a layout of your own."
        )
        self.where, self.letters, self.fonts = where, letters, fonts


class UnreadablePicture(BoardError):
    """The picture file at `path` cannot be shown; `reason` says why, `remedy` what would be right."""

    def __init__(self, path: str, reason: str, remedy: str = "give the path of a JPEG, PNG or WebP file") -> None:
        super().__init__(f'The picture "{path}" {reason}; {remedy}.')
        self.path, self.reason = path, reason
