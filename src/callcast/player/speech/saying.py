"""What a channel says for an announcement: an utterance in each of its languages."""

from functools import lru_cache

from callcast.bus.messages import Call, Speak
from callcast.errors import CallcastError
from callcast.player.speech.utterance import Spoken, Utterance, utterance_of
from callcast.wording import templates
from callcast.wording.choice import chosen
from callcast.wording.templates import Own

REMEMBERED = 1024
"""Announcements by languages and voice, since many channels have the same."""

Said = tuple[Utterance | CallcastError, ...]
"""The main language first; in place of a language that it cannot be put in, why not."""


class Sayings:
    """Finds the words. Those of an announcement are put together once for all channels alike."""

    def __init__(self, own: Own | None = None) -> None:
        """`own` are the templates of the settings."""
        self._own: Own = own or {}
        self._said = lru_cache(REMEMBERED)(self._put)

    def of(self, message: Speak, channel: Spoken) -> Said:
        """What `channel` says for `message`.

        Its languages are those of the announcement, or else of the channel, as far as there are texts in them. A voice
        that is asked for says those of them that it speaks.
        """
        if message.template is None and not message.texts:
            return (utterance_of(message.text, message.lang, message.voice, channel),)
        return self._said(
            message.template,
            message.call or Call(),
            message.texts,
            message.langs or channel.languages,
            message.voice or channel.voice,
        )

    def _put(
        self,
        kind: str | None,
        call: Call,
        texts: tuple[tuple[str, str], ...],
        langs: tuple[str, ...],
        voice: str | None,
    ) -> Said:
        if kind is not None:
            return tuple(self._filled(kind, call, lang, voice) for lang in dict.fromkeys(langs))
        by_language = dict(texts)
        return tuple(Utterance(by_language[lang], lang, None, voice) for lang in chosen(by_language, langs))

    def _filled(self, kind: str, call: Call, lang: str, voice: str | None) -> Utterance | CallcastError:
        try:
            template = templates.of(kind, lang, self._own)
            return Utterance(template.shown(call, lang), lang, None, voice, template.fill(call, lang))
        except CallcastError as error:
            return error
