"""A process and whatever it starts, which end together: a process group, or a job of Windows.

`options` are for the start of the process, `Family` is for its end.
"""

import contextlib
import os
import signal
import subprocess
import sys
from typing import Any

if sys.platform == "win32":
    from callcast.system.job import Job

    class Family:
        """Those of the process `pid`, which must live. They end with us, too, however we end."""

        def __init__(self, pid: int) -> None:
            self._job: Job | None = None
            with contextlib.suppress(OSError):  # it has ended already
                self._job = Job(pid)

        def kill(self) -> None:
            """End them all; idempotent."""
            if self._job is not None:
                self._job.close()

        release = kill

else:

    class Family:
        """Those of the process `pid`, which was started with `options()`."""

        def __init__(self, pid: int) -> None:
            self._pid = pid

        def kill(self) -> None:
            """End them all. Not later than right behind the process's own end: then its number can be another's."""
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)

        def release(self) -> None:
            """Its first has ended: keep nothing of it."""


def options() -> dict[str, Any]:
    """How the first of a family is started: Ctrl-C on our terminal passes it by, and it has no window."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def end_own() -> None:
    """End this process at once and, where it is the first of a family, all of that; on Windows its parent does it."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)
