"""`callcast run` on Windows, seen from the Linux side: the loopback is the same, and so are the processes."""

import contextlib
import signal
import uuid
from dataclasses import dataclass, field

import psutil

from tests.acceptance.instance import Instance
from tests.windows.wine import Wine

PROGRAMS = ("python.exe", "ffmpeg.exe")
"""Names of what is ours. Wine has programs of its own, which stay."""


@dataclass
class WindowsInstance(Instance):
    """An instance under Wine. Paths need no drive: ours are those of the drive that it is started on."""

    wine: Wine = field(kw_only=True)
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    """What our processes have in their environment: under Wine they are nobody's children."""
    patience: float = 90.0

    @property
    def environ(self) -> dict[str, str]:
        """With what Wine and its Python need."""
        theirs = {name: value for name, value in super().environ.items() if not name.startswith("CALLCAST_TEST")}
        return {**theirs, **self.wine.environment, "WINE_TEST_MARK": self.mark}

    def arguments(self, *command: str) -> list[str]:
        """The command line of `callcast COMMAND` on Windows."""
        return self.wine.command(*super().arguments(*command)[1:])

    def children(self) -> list[psutil.Process]:
        """Every live program that the first has started, Wine's own not counted."""
        assert self.process is not None
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                if process.pid == self.process.pid or not process.name().endswith(PROGRAMS):
                    continue
                if process.status() != psutil.STATUS_ZOMBIE and process.environ().get("WINE_TEST_MARK") == self.mark:
                    found.append(process)
        return found

    def ask_to_stop(self) -> None:
        """Ctrl-C, as the terminal's key would give it: Wine makes the event of the console of it."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
