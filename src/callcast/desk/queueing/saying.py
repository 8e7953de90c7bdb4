"""What is said in several languages: a template for a call, or texts by language; what of it is taken."""

from collections.abc import Sequence

from callcast.bus.messages import Call, Catalogue
from callcast.desk.queueing.channel import Channel
from callcast.desk.queueing.errors import RequestRefused
from callcast.desk.queueing.request import Request
from callcast.desk.queueing.speakable import check_lang, check_text
from callcast.desk.queueing.words import listed, quoted, unknown
from callcast.tags import lookup
from callcast.wording import templates
from callcast.wording.choice import chosen
from callcast.wording.errors import CallLacks, LanguageUntold
from callcast.wording.templates import KINDS, Own

LANGS = 8
"""Languages of one announcement."""


def shown(request: Request, catalogue: Catalogue, channels: Sequence[Channel], own: Own) -> str:
    """The text that people are shown for it: as given, or in its main language. `RequestRefused` for what is wrong.

    `channels` are those that it is for, `own` the templates of the settings.
    """
    _check_kind(request)
    for lang in request.langs:
        check_lang(lang, catalogue.languages, "langs")
    if request.template is not None:
        text = _filled(request, request.template, channels, own)
        check_text(text, catalogue.text_limit, "call")
        return text
    if request.texts:
        return _of_texts(request, catalogue, channels)
    return request.text


def _check_kind(request: Request) -> None:
    """One thing is to be said, and what comes with it is for that."""
    if request.template is not None:
        for field in ("text", "texts"):
            if getattr(request, field):
                raise RequestRefused(f'There is both a "{field}" and a "template"; leave one of them out.', field)
    if not request.several:
        if request.langs:
            raise RequestRefused(
                '"langs" goes with a "template" or "texts"; for a single text give its language as "lang".', "langs"
            )
        return
    if request.lang is not None:
        raise RequestRefused(
            '"lang" is for a single text; name the languages of a "template" or "texts" in "langs".', "lang"
        )
    for field, count in (("langs", len(request.langs)), ("texts", len(request.texts))):
        if count > LANGS:
            raise RequestRefused(f'"{field}" has {count} languages; the limit is {LANGS}, so leave some out.', field)


def _filled(request: Request, kind: str, channels: Sequence[Channel], own: Own) -> str:
    """The words in the main language; those in the others are had as well."""
    if kind not in KINDS:
        raise RequestRefused(unknown("template", kind, KINDS), "template")
    call = request.call or Call()
    if request.langs:
        return _texts(kind, request.langs, call, own)[0]
    main = ""
    for languages in dict.fromkeys(channel.languages for channel in channels):
        told = tuple(lang for lang in languages if _is_told(kind, lang, own))
        if not told:
            raise RequestRefused(
                f'There is no template "{kind}" in a language of the channels ({listed(languages)}); name others in '
                '"langs".',
                "langs",
            )
        texts = _texts(kind, told, call, own)
        main = main or texts[0]
    return main


def _texts(kind: str, langs: tuple[str, ...], call: Call, own: Own) -> list[str]:
    return [_put(kind, lang, call, own) for lang in langs]


def _put(kind: str, lang: str, call: Call, own: Own) -> str:
    try:
        return templates.of(kind, lang, own).shown(call, lang)
    except CallLacks as error:
        raise RequestRefused(str(error), f"call.{error.lacking}") from error
    except LanguageUntold as error:
        raise RequestRefused(str(error), "langs") from error


def _is_told(kind: str, lang: str, own: Own) -> bool:
    try:
        templates.of(kind, lang, own)
    except LanguageUntold:
        return False
    return True


def _of_texts(request: Request, catalogue: Catalogue, channels: Sequence[Channel]) -> str:
    texts = dict(request.texts)
    for lang, text in request.texts:
        check_lang(lang, catalogue.languages, "texts")
        check_text(text, catalogue.text_limit, f"texts.{lang}")
    for lang in request.langs:
        if lookup(lang, tuple(texts)) is None:
            raise RequestRefused(
                f'"langs" has {quoted(lang)} and "texts" has no text in it, but in {listed(tuple(texts))}; '
                "add the text, or leave the language out.",
                "langs",
            )
    wanted = request.langs or next((channel.languages for channel in channels), ())
    return request.text or texts[chosen(texts, wanted)[0]]
