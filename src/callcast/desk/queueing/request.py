"""What somebody wants said, and whether we take it."""

import hashlib
import json
import math
from dataclasses import asdict, dataclass

from callcast.bus.messages import Call, Catalogue, Priority
from callcast.desk.queueing.call import check_call
from callcast.desk.queueing.errors import RequestRefused
from callcast.desk.queueing.speakable import check_lang, check_text
from callcast.desk.queueing.words import listed, quoted, unknown
from callcast.tags import lookup

REPEATS = 10
EXPIRY_LIMIT = 7 * 86_400.0
"""Seconds."""
KEY_LIMIT = 255
"""Characters of an Idempotency-Key."""

_LATER = ("call", "template", "langs", "texts")
"""Fields that there were not always."""


@dataclass(frozen=True)
class Request:
    """An announcement as asked for. `channels` None means all; `expires_in` in seconds.

    What is said is the `text`; or the `texts`, by language, of which people are shown the text, or the main one; or
    the words of a `template` for the call. `langs`, the main one first, or else the channels' own, say in what
    languages these two are said.
    """

    text: str = ""
    channels: tuple[str, ...] | None = None
    lang: str | None = None
    voice: str | None = None
    priority: Priority = Priority.NORMAL
    repeat: int = 1
    expires_in: float | None = None
    call: Call | None = None
    template: str | None = None
    langs: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()

    @property
    def several(self) -> bool:
        """It is no plain text: it may be said in more than one language."""
        return self.template is not None or bool(self.texts)

    def digest(self) -> str:
        """SHA-256 of all fields: two requests with the same digest ask for the same.

        Without what came later it is the digest of the versions that knew none of it, whose keys may be in the store
        yet.
        """
        fields = {name: value for name, value in asdict(self).items() if name not in _LATER or value not in (None, ())}
        return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()

    def check(self, known: tuple[str, ...]) -> tuple[str, ...]:
        """The channels it is for, each once; `RequestRefused` says which field is wrong.

        `known` are the ids of our channels. What only the player can know is left to `check_speakable`, what is said in
        several languages to `saying`.
        """
        channels = _channels(self.channels, known)
        if not self.several or self.text:
            check_text(self.text, None)
        if not 1 <= self.repeat <= REPEATS:
            raise RequestRefused(f"repeat is {quoted(str(self.repeat))}; it must be from 1 to {REPEATS}.", "repeat")
        if self.expires_in is not None and not _in_time(self.expires_in):
            raise RequestRefused(
                f"expires_in is {quoted(str(self.expires_in))}; it must be more than 0 seconds and at most "
                f"{EXPIRY_LIMIT:.0f} (7 days), or be left out.",
                "expires_in",
            )
        if self.call is not None:
            check_call(self.call)
        return channels

    def check_speakable(self, catalogue: Catalogue) -> None:
        """`RequestRefused` says what of it the player cannot speak, by its `catalogue`."""
        if not self.several or self.text:
            check_text(self.text, catalogue.text_limit)
        if self.lang is not None:
            check_lang(self.lang, catalogue.languages)
        if self.voice is not None:
            _voice(self.voice, self.lang, catalogue)


def check_key(key: str) -> None:
    """An Idempotency-Key of 1 to 255 characters, or `RequestRefused`."""
    if not 1 <= len(key) <= KEY_LIMIT:
        raise RequestRefused(
            f"The Idempotency-Key has {len(key)} characters; it must have from 1 to {KEY_LIMIT}.", "Idempotency-Key"
        )


def check_channel(channel: str, known: tuple[str, ...], field: str = "channel") -> None:
    """One of the `known` channels, or `RequestRefused` for `field`."""
    if channel not in known:
        raise RequestRefused(unknown("channel", channel, known), field)


def _in_time(seconds: float) -> bool:
    return math.isfinite(seconds) and 0 < seconds <= EXPIRY_LIMIT


def _channels(asked: tuple[str, ...] | None, known: tuple[str, ...]) -> tuple[str, ...]:
    if not known:
        raise RequestRefused("There is no channel to speak on; add one with [[channels]] in the settings.", "channels")
    if asked is None:
        return known
    if not asked:
        raise RequestRefused("channels is empty; name a channel in it, or leave it out for all channels.", "channels")
    for channel in asked:
        check_channel(channel, known, "channels")
    return tuple(dict.fromkeys(asked))


def _voice(voice: str, lang: str | None, catalogue: Catalogue) -> None:
    if voice not in catalogue.voices:
        raise RequestRefused(unknown("voice", voice, tuple(catalogue.voices)), "voice")
    spoken = catalogue.voices[voice]
    if lang is not None and lookup(lang, spoken) is None:
        raise RequestRefused(
            f"The voice {quoted(voice)} does not speak {quoted(lang)}, but {listed(spoken)}; leave lang out, or choose "
            "another voice.",
            "voice",
        )
