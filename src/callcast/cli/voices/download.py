"""Files from the network: resumed where they broke off, measured and checked before anyone uses them."""

import hashlib
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

import httpx

from callcast.cli.errors import BadInput
from callcast.cli.voices.errors import BadPack, NotFetched, NotInstalled
from callcast.cli.voices.progress import Progress
from callcast.player.outputs.secret_url import shown
from callcast.system.files import is_full, remedy

LIMIT = 4 * 2**30
"""Bytes of a file whose size nobody has told."""
ATTEMPTS, PAUSE = 4, 1.0
"""Times that a connection may break in a row without one more byte, and seconds between them."""
MOST = 100
"""Times in all."""
REDIRECTS = 5
TIMEOUT = httpx.Timeout(30.0, connect=10.0)

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_AGAIN = "see whether this machine is on the network, then give the same command again: it goes on where it stopped"


@dataclass(frozen=True)
class Wanted:
    """What is to be had: `url`; its SHA-256 in hexadecimal, and its size in bytes, as far as they are known."""

    url: str
    sha256: str | None = None
    size: int | None = None

    @property
    def shown(self) -> str:
        """The address without its secrets."""
        return shown(self.url)

    @property
    def file_name(self) -> str:
        """What the file is called there; may be empty."""
        return unquote(urlsplit(self.url).path).rpartition("/")[2]


class _Broken(Exception):
    """The connection broke; what came is kept."""


class Downloader:
    """Fetches into the folder `parts`, where an unfinished file waits for the next time. Use it with `with`."""

    def __init__(self, parts: Path, pause: Callable[[float], None] = time.sleep) -> None:
        """Nothing is sent yet. Proxies of the environment are used."""
        self._parts, self._pause = parts, pause
        self._http = httpx.Client(follow_redirects=True, max_redirects=REDIRECTS, timeout=TIMEOUT)

    def __enter__(self) -> "Downloader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def fetch(self, wanted: Wanted, progress: Progress) -> Path:
        """The file, whole and checked; the caller removes it. `NotFetched`, `BadPack`, `NotInstalled` or `BadInput`."""
        part = self._parts / f"{hashlib.sha256(wanted.url.encode()).hexdigest()[:32]}.part"
        try:
            self._parts.mkdir(parents=True, exist_ok=True)
            self._complete(wanted, part, progress)
        except OSError as error:
            if is_full(error):
                _forget(part)
            raise NotInstalled(wanted.shown, f"{self._parts} cannot be written; {remedy(error)}") from None
        try:
            _check(wanted, part)
        except BadPack:
            _forget(part)
            raise
        _validator(part).unlink(missing_ok=True)
        return part

    def _complete(self, wanted: Wanted, part: Path, progress: Progress) -> None:
        """Fetch what is missing of it; a break is mended as long as each attempt brings it further."""
        failures = 0
        for _ in range(MOST):
            before = _length(part)
            try:
                self._some(wanted, part, progress)
            except _Broken as error:
                failures = failures + 1 if _length(part) <= before else 1
                if failures == ATTEMPTS:
                    raise NotFetched(wanted.shown, f"{error}; {_AGAIN}") from None
                self._pause(PAUSE * failures)
            else:
                return
        raise NotFetched(wanted.shown, f"the connection broke {MOST} times; {_AGAIN}")

    def _some(self, wanted: Wanted, part: Path, progress: Progress) -> None:
        """One request: what is missing, or all of it where the server keeps no ranges. `_Broken` when it breaks."""
        have = _length(part)
        validator = _read(_validator(part))
        headers = {"Accept-Encoding": "identity"}
        if have and (validator or wanted.sha256):
            headers["Range"] = f"bytes={have}-"
            if validator:
                headers["If-Range"] = validator
        try:
            with self._http.stream("GET", wanted.url, headers=headers) as answer:
                self._take(wanted, answer, part, have, progress)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise BadInput(f'"{wanted.shown}" is no address; write it like https://host/voice.zip.') from None
        except httpx.TooManyRedirects:
            reason = "its server sends us round in a circle; ask who runs it, or take another address"
            raise NotFetched(wanted.shown, reason) from None
        except httpx.ConnectError as error:
            raise _Broken(f"there is no way to its server ({_first(error)})") from None
        except httpx.TimeoutException:
            raise _Broken("its server gives no answer") from None
        except httpx.HTTPError as error:
            raise _Broken(f"the connection broke ({_first(error)})") from None

    def _take(self, wanted: Wanted, answer: httpx.Response, part: Path, have: int, progress: Progress) -> None:
        if wanted.url.lower().startswith("https:") and answer.url.scheme != "https":
            raise NotFetched(wanted.shown, "its server sends us on to where nothing is encrypted; take another address")
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            if have == wanted.size or answer.headers.get("Content-Range") == f"bytes */{have}":
                return  # there is nothing missing
            _forget(part)
            raise _Broken("its server has another file than before")
        if answer.status_code >= 500:
            raise _Broken(f"its server answers {answer.status_code} {answer.reason_phrase}")
        if not answer.is_success:
            reason = f"its server answers {answer.status_code} {answer.reason_phrase}; see whether the address is right"
            raise NotFetched(wanted.shown, reason)
        start, whole = _extent(answer, have)
        if start == 0:
            _forget(part)
            _keep_validator(answer, part)
        _see_room(part.parent, (wanted.size or whole or 0) - start)
        self._write(wanted, answer, part, progress, start, whole)

    @staticmethod
    def _write(
        wanted: Wanted, answer: httpx.Response, part: Path, progress: Progress, start: int, whole: int | None
    ) -> None:
        most = wanted.size or LIMIT
        done = start
        if (whole or 0) > most:
            raise _too_large(wanted, whole or 0)
        with part.open("r+b" if start else "wb") as file:
            file.seek(start)
            for block in answer.iter_raw():
                done += len(block)
                if done > most:
                    _forget(part)
                    raise _too_large(wanted, done)
                file.write(block)
                progress.at(done, wanted.size or whole)
        if done < (wanted.size or whole or 0):
            raise _Broken("the connection broke")


def _too_large(wanted: Wanted, size: int) -> BadPack:
    told = f"{wanted.size:,} bytes as the catalogue says" if wanted.size else f"at most {LIMIT:,}"
    return BadPack(wanted.shown, f"the file there has {size:,} bytes or more, not {told}; it is another one")


def _extent(answer: httpx.Response, have: int) -> tuple[int, int | None]:
    """Where what comes begins in the file, and how long that is in all, if it is said."""
    if answer.status_code == httpx.codes.PARTIAL_CONTENT:
        found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        if found is None or int(found[1]) != have:
            raise NotFetched(shown(str(answer.url)), "its server answers with other bytes than were asked for")
        return have, None if found[2] == "*" else int(found[2])
    length = answer.headers.get("Content-Length", "")
    return 0, int(length) if length.isdecimal() else None


def _see_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if size > free:
        reason = f"it needs {size / 1e6:,.0f} MB, and the disk of {folder} has {free / 1e6:,.0f} MB left"
        raise NotInstalled("What was asked for", f"{reason}; make room there")


def _check(wanted: Wanted, part: Path) -> None:
    size = _length(part)
    if wanted.size is not None and size != wanted.size:
        reason = f"the file at {wanted.shown} has {size:,} bytes, not {wanted.size:,} as the catalogue says"
        raise BadPack(wanted.file_name, f"{reason}; it is another one, or damaged")
    if wanted.sha256 is not None and digest(part) != wanted.sha256.lower():
        reason = f"the checksum of {wanted.shown} differs from the one that was named"
        raise BadPack(wanted.file_name, f"{reason}: it is another file, or damaged; ask who made it")


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            whole.update(block)
    return whole.hexdigest()


def _validator(part: Path) -> Path:
    """Where the version of an unfinished file is kept, so that nothing of another is added to it."""
    return part.with_suffix(".version")


def _keep_validator(answer: httpx.Response, part: Path) -> None:
    tag: str = answer.headers.get("ETag", "")
    version = tag if tag and not tag.startswith("W/") else ""  # RFC 9110, section 13.1.5: only a strong one will do
    if version:
        _validator(part).write_text(version, encoding="utf-8")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _validator(part).unlink(missing_ok=True)


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _first(error: Exception) -> str:
    return " ".join(str(error).rstrip(".").split())[:100] or type(error).__name__
