"""What cannot be put into words, and why.

WordingError
├── TemplateFault     a template is written wrongly
├── LanguageUntold    there is no template of that kind in the language
└── CallLacks         the call has not what the template needs
"""

from collections.abc import Sequence

from callcast.errors import CallcastError


class WordingError(CallcastError):
    """Base of this room."""


class TemplateFault(WordingError, ValueError):
    """A template is written wrongly; `ValueError` too, so that the settings say where."""


class UnknownKind(WordingError):
    """There is no template `kind`; `meant` is one that there is, if any is like it."""

    def __init__(self, kind: str, meant: str | None, kinds: Sequence[str]) -> None:
        hint = f'did you mean "{meant}"?' if meant else f"there are: {', '.join(kinds)}."
        super().__init__(f'There is no template "{kind[:40]}"; {hint}')
        self.kind, self.meant = kind, meant


class LanguageUntold(WordingError):
    """There is no template of `kind` in `language`: say it in another language, or write one."""

    def __init__(self, kind: str, language: str) -> None:
        super().__init__(
            f'There is no template "{kind}" in the language "{language}"; '
            f"write one in the settings, in [speech.templates.{language}]."
        )
        self.kind, self.language = kind, language


class CallLacks(WordingError):
    """The call has no `lacking` ("number", "place" or "name"), which the template says."""

    def __init__(self, lacking: str, template: str) -> None:
        super().__init__(f'The template "{template}" says the {lacking}, and the call has none; give it a {lacking}.')
        self.lacking, self.template = lacking, template
