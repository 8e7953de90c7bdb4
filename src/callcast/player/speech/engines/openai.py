"""Any server that speaks as OpenAI's does: `POST {url}/audio/speech`. See `[speech.openai]`.

The key, and the values of headers, are in no sentence, log or digest; nor is what a server says of them.
"""

import hashlib
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from callcast.address import is_loopback
from callcast.player.speech import sound_stream
from callcast.player.speech.engine import Request, Speech, Voice
from callcast.player.speech.engines import plain
from callcast.player.speech.errors import EngineError, EngineFailed, EngineUnavailable, SynthesisTimeout

_CONNECT = 5.0
"""Seconds to reach the server."""
_PATIENCE = 2.0
"""Seconds that we wait at most for a server that asks for patience; then another engine may speak sooner."""
_FAULT_BYTES = 2**12
_NUMBER = re.compile(r"^\[Errno -?\d+\] ")
_SHOWN = 160
_WHERE = "[speech.openai]"
_KEY = f"key in {_WHERE}, or CALLCAST_SPEECH__OPENAI__KEY"


class _Patience(Exception):
    """The server asks to be asked again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Openai:
    """The engine. It keeps one connection."""

    name = "openai"

    def __init__(
        self,
        url: str,
        model: str,
        voices: Mapping[str, Sequence[str]],
        key: str | None,
        format: str,  # noqa: A002 - the settings' name, and the server's
        rate: int,
        headers: Mapping[str, str],
        extra: Mapping[str, Any],
        timeout: float,
    ) -> None:
        self.version = self.digest = ""
        self._url, self._table, self._timeout, self._rate = url, dict(voices), timeout, rate
        self._body = {"model": model, "response_format": format, **extra}
        self._key, self._headers = key, dict(headers)
        parts = urlsplit(url)
        self._host, self._at = parts.hostname or "", f"{parts.scheme}://{parts.netloc}"

    def start(self) -> None:
        """Ask the server whether it knows us: that is free, and enough. Whether it speaks shows when it is to."""
        import httpx

        own = {"accept-encoding": "identity"} | ({"authorization": f"Bearer {self._key}"} if self._key else {})
        self._client = httpx.Client(
            headers={**own, **self._headers},
            timeout=httpx.Timeout(self._timeout, connect=min(_CONNECT, self._timeout)),
            trust_env=not is_loopback(self._host),  # a proxy is no way to this machine
        )
        try:
            with self._client.stream("GET", f"{self._url}/models") as response:
                status = response.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = f"{self._at} cannot be reached ({_reason(error)}); is it running, and is url in {_WHERE} right?"
            raise EngineUnavailable(self.name, reason) from error
        if status in (401, 403):
            raise self._refused_key(status)
        self.version = f"{self._body['model']} at {self._at}"
        shapes = json.dumps([self._url, self._body, self._rate], sort_keys=True)
        self.digest = hashlib.sha256(shapes.encode()).hexdigest()

    def voices(self) -> list[Voice]:
        """As the settings list them."""
        return plain.voices(self._table)

    def synthesize(self, request: Request) -> Speech:
        """Speak, as the sound comes."""
        text = plain.line(self.name, request, self._table)
        try:
            return self._spoken(text, request.voice)
        except _Patience as wait:
            time.sleep(wait.seconds)
        try:
            return self._spoken(text, request.voice)
        except _Patience:
            raise EngineUnavailable(self.name, f"{self._at} has too many requests (429), also after a wait") from None

    def _spoken(self, text: str, voice: str) -> Speech:
        pieces = self._pieces({**self._body, "input": text, "voice": voice})
        if self._body["response_format"] == "pcm":
            return sound_stream.raw(self.name, self._rate, pieces)
        return sound_stream.speech(self.name, pieces)

    def _pieces(self, body: Mapping[str, Any]) -> Iterator[bytes]:
        import httpx

        end = time.monotonic() + self._timeout
        try:
            with self._client.stream("POST", f"{self._url}/audio/speech", json=body) as response:
                self._check(response)
                for piece in response.iter_raw(2**13):
                    yield piece
                    if time.monotonic() > end:
                        raise SynthesisTimeout(self.name, f"{self._at} took longer than {self._timeout:g} s")
        except httpx.ConnectError as error:
            raise EngineFailed(self.name, f"{self._at} cannot be reached ({_reason(error)})") from error
        except httpx.TimeoutException as error:
            raise SynthesisTimeout(self.name, f"{self._at} said nothing for {self._timeout:g} s") from error
        except httpx.HTTPError as error:
            raise EngineFailed(self.name, f"the answer of {self._at} broke off ({_reason(error)})") from error

    def _check(self, response: Any) -> None:
        """Raise what a status other than 200 means; `_Patience` when it is worth waiting a moment."""
        status = response.status_code
        if status == 200:
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind.startswith("text/") or kind == "application/json":
                raise EngineFailed(self.name, f"{self._at} answered with {kind}, not sound; is url in {_WHERE} right?")
            return
        said = self._said(response)
        if status == 429:
            self._hurried(response.headers.get("retry-after", ""), said)
        raise self._fault(status, said)

    def _hurried(self, after: str, said: str) -> None:
        if after.strip().isdecimal() and len(after) < 10:
            seconds = float(after)
            if seconds <= _PATIENCE:
                raise _Patience(seconds)
            raise EngineUnavailable(self.name, f"{self._at} wants no more requests for {seconds:g} s (429){said}")

    def _fault(self, status: int, said: str) -> EngineError:
        at = self._at
        if status in (401, 403):
            return self._refused_key(status)
        if 300 <= status < 400:
            reason = f"{at} sends us elsewhere ({status}); write that address as url in {_WHERE}"
            return EngineUnavailable(self.name, reason)
        if status in (404, 405):
            reason = f'{at} knows no such address, or no model "{self._body["model"]}" or voice ({status}){said}'
            return EngineUnavailable(self.name, f"{reason}; see url, model and voices in {_WHERE}")
        if status == 429 and "quota" not in said:
            return EngineFailed(self.name, f"{at} has too many requests (429){said}")
        if status == 429:
            return EngineUnavailable(self.name, f"{at} says that what was paid for is used up (429){said}")
        if status >= 500:
            return EngineFailed(self.name, f"{at} has a fault of its own ({status}){said}")
        return EngineUnavailable(self.name, f"{at} refuses the request ({status}){said}")

    def _refused_key(self, status: int) -> EngineUnavailable:
        """Without what the server says, which may be the key."""
        why = "refuses the key" if self._key else "asks for a key"
        return EngineUnavailable(self.name, f"{self._at} {why} ({status}); write the right one as {_KEY}")

    def _said(self, response: Any) -> str:
        """What the server says about a fault, without our secrets, for a sentence."""
        body = b""
        for piece in response.iter_raw(_FAULT_BYTES):
            body += piece
            if len(body) >= _FAULT_BYTES:
                break
        said = message(body)
        for secret in (self._key, *self._headers.values()):
            said = said.replace(secret, "***") if secret else said
        shown = "".join(char if char.isprintable() else " " for char in said[:_SHOWN]).strip()
        return f': "{shown}"' if shown else ""


def message(body: bytes) -> str:
    """What is said in JSON like `{"error": {"message": ...}}` or `{"detail": ...}`; empty when nothing is."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    for key in ("error", "detail", "message", "msg"):
        if isinstance(found, list) and found:
            found = found[0]
        if isinstance(found, dict) and key in found:
            found = found[key]
    return found if isinstance(found, str) else ""


def _reason(error: Exception) -> str:
    return _NUMBER.sub("", str(error) or type(error).__name__).splitlines()[0][:_SHOWN]
