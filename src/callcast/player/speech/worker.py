"""The child's side: one engine, alone in a process. `python -m callcast.player.speech.worker NAME`.

NAME is an entry point of `callcast.engines`, or `module:Class`. See `protocol` for what goes over stdin and stdout.
"""

import faulthandler
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib import import_module
from typing import Any

from callcast import plugins
from callcast.errors import CallcastError
from callcast.player.speech import protocol
from callcast.player.speech.engine import Engine, Request
from callcast.player.speech.errors import EngineError, SpeechError
from callcast.system import family, files, priority, signals
from callcast.wording.spoken import loaded

BLOCK = 2**15
"""Bytes of PCM sent in one block; a multiple of two."""
GRACE = 2.0
"""Seconds after which we end ourselves when the parent has not."""


def load(name: str, options: Mapping[str, Any]) -> Engine:
    """The engine `name`, made with `options`, not started."""
    module, colon, attribute = name.partition(":")
    made = getattr(import_module(module), attribute) if colon else plugins.load("callcast.engines", name)
    engine: Engine = made(**options)
    return engine


def _private_pipes() -> tuple[int, int]:
    """The real stdin and stdout, out of the engine's reach: what it prints goes to stderr, what it reads is empty."""
    ours = os.dup(0), os.dup(1)
    for descriptor in ours:
        files.make_binary(descriptor)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return ours


def _listen(pipe: int, requests: "queue.Queue[bytes]") -> None:
    """Pass on the parent's lines; when it is gone, so are we, whatever the engine does."""
    try:
        with os.fdopen(pipe, "rb") as stdin:
            for line in stdin:
                requests.put_nowait(line)  # the parent sends one at a time: more than a few is no parent of ours
    finally:
        family.end_own()


class Worker:
    """Answers requests until the process ends."""

    def __init__(self, name: str, send: Callable[[bytes], None]) -> None:
        self._name = name
        self._send = send
        self._engine: Engine | None = None

    def answer(self, line: bytes) -> None:
        """One request, in full; what goes wrong is an answer too."""
        try:
            message = protocol.parse(line)
            # A thread of C that needs no interpreter: an engine that holds the GIL for ever cannot outlive its parent.
            faulthandler.dump_traceback_later(message["limit"] + GRACE, exit=True)
            self._do(message)
        except EngineError as error:
            self._fail(type(error).__name__, error.reason)
        except SpeechError as error:
            self._fail(type(error).__name__, str(error))
        except Exception as error:
            traceback.print_exc()
            self._fail("EngineFailed", f"{type(error).__name__}: {error}"[:500])
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _fail(self, kind: str, reason: str) -> None:
        self._send(protocol.line({"error": kind, "reason": reason[:1000]}))

    def _do(self, message: dict[str, Any]) -> None:
        if message["do"] == "start":
            self._start(message["options"])
        elif self._engine is None:
            raise protocol.Garbage("not started")
        elif message["do"] == "voices":
            self._send(protocol.line({"voices": [asdict(voice) for voice in self._engine.voices()]}))
        else:
            spoken = loaded(message["spoken"])
            self._synthesize(self._engine, Request(message["text"], message["voice"], message["language"], spoken))

    def _start(self, options: Mapping[str, Any]) -> None:
        try:
            engine = load(self._name, options)
        except CallcastError as error:
            self._fail("EngineUnavailable", str(error))
            return
        except Exception as error:
            traceback.print_exc()
            self._fail("EngineUnavailable", f"it could not be loaded ({type(error).__name__}: {error})")
            return
        engine.start()
        self._engine = engine
        told = {"name": engine.name, "version": engine.version, "digest": engine.digest}
        self._send(protocol.line({"engine": told}))

    def _synthesize(self, engine: Engine, request: Request) -> None:
        speech = engine.synthesize(request)
        self._send(protocol.line({"rate": speech.rate}))
        size = 0
        for block in speech.blocks:
            for start in range(0, len(block), BLOCK):
                part = block[start : start + BLOCK]
                self._send(protocol.line({"block": len(part)}) + part)
            size += len(block)
        self._send(protocol.line({"end": size}))


def main(name: str) -> None:
    """Serve until stdin ends. Never returns."""
    signals.ignore_ctrl_c()
    priority.step_back()  # speech may take a little longer; a frame must not
    stdin, stdout = _private_pipes()
    requests: queue.Queue[bytes] = queue.Queue(maxsize=4)
    threading.Thread(target=_listen, args=(stdin, requests), name="stdin", daemon=True).start()
    with os.fdopen(stdout, "wb", buffering=0) as pipe:

        def send(data: bytes) -> None:
            view = memoryview(data)
            try:
                while view:
                    view = view[pipe.write(view) or 0 :]
            except OSError:
                family.end_own()

        worker = Worker(name, send)
        while True:
            worker.answer(requests.get())


if __name__ == "__main__":
    main(sys.argv[1])
