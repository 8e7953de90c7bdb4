"""What cannot be spoken, and why.

    SpeechError
    ├── LanguageUnsupported       no engine speaks the language
    ├── VoiceNotFound             no engine has the voice
    │   └── VoiceLacksLanguage    there is one, but it does not speak the language
    ├── PackError                 a voice pack has a fault
    ├── TakeRefused               a recording for one cannot be used
    ├── TooBusy                   too many texts wait for an engine
    ├── ScriptLacking             the language is not written in the letters of the text
    └── EngineError               one engine failed; `engine` and `reason` say which and how
        ├── EngineUnavailable     it cannot be started here
        ├── EngineAway            it is starting, and another could speak
        ├── PartLacking           it has no letters, or no recordings, and the text has
        ├── EngineFailed          it raised an exception
        ├── EngineCrashed         its process ended
        ├── EngineGarbled         its process broke the protocol
        ├── SynthesisTimeout      it gave no answer in time
        ├── EngineInterrupted     it was ended for an emergency
        └── EmptyAudio            it gave no sound, and says so
            ├── NothingSaid       it ended well, but without a sound
            └── NotRecorded       its recordings do not say the words

`retryable` tells whether the same words may succeed when tried again.
"""

from typing import ClassVar

from callcast.errors import CallcastError


class SpeechError(CallcastError):
    """Base of this room."""

    retryable: ClassVar[bool] = False


class LanguageUnsupported(SpeechError):
    """No engine speaks `language`; `nearest` is a tag that one does, if any is like it."""

    def __init__(self, language: str, nearest: str | None) -> None:
        hint = f'; the nearest is "{nearest}".' if nearest else "; `callcast voices` lists those that are."
        super().__init__(f'The language "{language}" is not spoken by any engine here{hint}')
        self.language, self.nearest = language, nearest


class VoiceNotFound(SpeechError):
    """There is no `voice`; `nearest` is one that there is, if any is like it."""

    def __init__(self, voice: str, reason: str, nearest: str | None = None) -> None:
        hint = f'; did you mean "{nearest}"?' if nearest else "; `callcast voices` lists the voices."
        super().__init__(f'The voice "{voice}" cannot be used: {reason}{hint}')
        self.voice, self.reason, self.nearest = voice, reason, nearest


class VoiceLacksLanguage(VoiceNotFound):
    """It is there, but does not speak what it should."""


class PackError(SpeechError):
    """The voice pack `pack` has a fault; `reason` says which, and what would be right."""

    def __init__(self, pack: str, reason: str) -> None:
        super().__init__(f"The voice pack {pack} cannot be used: {reason.rstrip('.')}.")
        self.pack, self.reason = pack, reason


class TakeRefused(SpeechError):
    """A recording cannot be used; `reason` says why, and what to do, `kind` the same in a word, for other languages."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(f"This recording cannot be used: {reason}.")
        self.kind, self.reason = kind, reason


class TooBusy(SpeechError):
    """`waiting` texts wait already."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} texts wait to be spoken already; send this one again later.")
        self.waiting = waiting


class ScriptLacking(SpeechError):
    """A text in letters that `language` is not written in would be spelt or passed over."""

    def __init__(self, language: str) -> None:
        super().__init__(
            f'"{language}" is not written in such letters as the text; name the language that the text is in, or none.'
        )
        self.language = language


class EngineError(SpeechError):
    """The speech engine `engine` failed."""

    retryable = True
    says: ClassVar[str] = "failed"
    remedy: ClassVar[str] = ""

    def __init__(self, engine: str, reason: str) -> None:
        super().__init__(f"The speech engine {engine} {self.says}: {reason.rstrip('.')}{self.remedy}.")
        self.engine, self.reason = engine, reason


class EngineUnavailable(EngineError):
    """It cannot be started here; `reason` says what to do."""

    retryable = False
    says = "cannot be used"


class EngineAway(EngineError):
    """Its worker is starting, or hangs again and again: another speaks meanwhile."""

    says = "is not ready"


class PartLacking(EngineError):
    """There is a part in what it should say that it does not have: a recording of the house, or Latin letters."""

    retryable = False
    says = "cannot say it"


class EngineFailed(EngineError):
    """It raised an exception."""


class EngineCrashed(EngineError):
    """Its process ended by itself."""

    says = "crashed"


class EngineGarbled(EngineError):
    """Its process sent what the protocol does not allow."""

    says = "answered nonsense"


class SynthesisTimeout(EngineError):
    """It gave no answer, or no next block, in the time that it has for that."""

    says = "did not answer in time"


class EngineInterrupted(EngineError):
    """Its process was ended, because an emergency could not wait for it."""

    says = "was interrupted"


class EmptyAudio(EngineError):
    """It has no sound for the text. Its process is well."""

    retryable = False
    says = "gave no sound"
    remedy = "; write what is to be said in words"


class NothingSaid(EmptyAudio):
    """It ended in good order without a sound, nor a word why."""

    retryable = True


class NotRecorded(EmptyAudio):
    """It speaks from recordings, and lacks some for these words; `reason` names them."""

    says = "cannot say it"
    remedy = "; record that, or let another engine say it"
