"""The microphone of this machine, and its loudspeaker, by PortAudio."""

import io
import wave
from types import TracebackType
from typing import Any

from callcast import extras
from callcast.cli.errors import BadInput

RATE = 48_000
LONGEST = 20
"""Seconds after which a recording takes no more."""


class Microphone:
    """Use it with `with`. `BadInput` when there is none, with what to do."""

    def __init__(self, name: str | None) -> None:
        """`name` is some of a sound card's name, as PortAudio takes it; None for the system's own."""
        if extras.is_missing("sounddevice"):
            raise BadInput(f"To record here add PortAudio: {extras.install('sounddevice')}; or open the page /record.")
        try:
            import sounddevice  # type: ignore[import-untyped]  # it has no annotations
        except OSError as error:
            raise BadInput(
                f"PortAudio does not load ({error}); install it (apt-get install libportaudio2), or open the page "
                "/record."
            ) from None
        self._card: Any = sounddevice
        self._blocks: list[bytes] = []
        try:
            self._stream: Any = sounddevice.RawInputStream(
                samplerate=RATE, channels=1, dtype="int16", device=name, callback=self._hear
            )
        except (sounddevice.PortAudioError, ValueError) as error:
            raise BadInput(
                f"The microphone cannot be opened ({str(error)[:200]}); connect one, name another with --microphone, "
                "or open the page /record on a telephone."
            ) from None

    def __enter__(self) -> "Microphone":
        """Nothing is recorded yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let it go."""
        self._stream.close()

    def _hear(self, block: Any, frames: int, _time: object, _status: object) -> None:
        if len(self._blocks) * frames < LONGEST * RATE:
            self._blocks.append(bytes(block))

    def start(self) -> None:
        """Record from now on."""
        self._blocks.clear()
        self._stream.start()

    def stop(self) -> bytes:
        """What was heard since, as a WAV file."""
        self._stream.stop()
        told = io.BytesIO()
        with wave.open(told, "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(b"".join(self._blocks))
        return told.getvalue()

    def play(self, sound: bytes) -> None:
        """Let a WAV file be heard, mono, 16 bit; returns at its end."""
        with (
            wave.open(io.BytesIO(sound)) as file,
            self._card.RawOutputStream(samplerate=file.getframerate(), channels=1, dtype="int16") as speaker,
        ):
            speaker.write(file.readframes(file.getnframes()))
