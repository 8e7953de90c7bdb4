"""Windows' own Python under Wine, as `make test-windows` sets it up."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]


@dataclass
class Wine:
    """Programs of Windows, run in a prefix that nobody else uses. You must call `end`."""

    home: Path
    """Where tests/windows/run.sh has put the prefix, Python and its packages."""
    desktop: "subprocess.Popen[bytes] | None" = None
    """Who keeps Wine's desktop there."""

    @property
    def environment(self) -> dict[str, str]:
        """What programs run with; Python finds Callcast in src, and leaves nothing there."""
        path = [PROJECT / "src", PROJECT, self.home / "site", self.home / "entry"]
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("CALLCAST_TEST", "DISPLAY"))},
            "WINEPREFIX": str(self.home / "prefix"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "winemenubuilder.exe=d;winedbg.exe=d;mscoree=d;mshtml=d",
            "LC_ALL": "C.UTF-8",
            "PYTHONIOENCODING": "utf-8",
            "PYTHONPATH": ";".join(f"Z:{each}" for each in path),
            "PYTHONPYCACHEPREFIX": f"Z:{self.home}/pycache",
        }

    def command(self, *arguments: str) -> list[str]:
        """The command line of `python.exe ARGUMENTS`. Its standard handles must be pipes or the null device."""
        return ["wine", str(self.home / "python" / "python.exe"), *arguments]

    def run(self, *arguments: str, seconds: float) -> "subprocess.CompletedProcess[bytes]":
        """`python.exe ARGUMENTS` in the project, to its end; what it wrote to either handle is in `stdout`."""
        return subprocess.run(
            self.command(*arguments),
            env=self.environment,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
        )

    def begin(self) -> None:
        """Start Wine's own programs, which would hold on to the pipes of who starts them; they stay until `end`."""
        subprocess.run(["wineserver", "-p"], env=self.environment, timeout=60, check=True)
        stay = "import ctypes, time; ctypes.windll.user32.GetDesktopWindow(); print('up', flush=True); time.sleep(3600)"
        self.desktop = subprocess.Popen(
            self.command("-c", stay),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self.desktop.stdout is not None
        assert self.desktop.stdout.readline().strip() == b"up"

    def end(self) -> None:
        """End all that runs in this prefix, and nothing else."""
        for how in ("-k", "-w"):
            subprocess.run(["wineserver", how], env=self.environment, timeout=60, check=False)
        if self.desktop is not None:
            assert self.desktop.stdout is not None
            self.desktop.wait(20)
            self.desktop.stdout.close()


def why_not() -> str | None:
    """Why nothing can be run here; None when it can."""
    if sys.platform == "win32":
        return "these tests stand on the Linux side of Wine"
    if "CALLCAST_TEST_WINDOWS" not in os.environ:
        return "make test-windows sets Wine up and runs these"
    return None
