"""Why an ffmpeg ended, in words for people, from what it said."""

import re
from collections.abc import Iterable, Sequence

from callcast.player.outputs.sinks.pipe.place import WINDOWS

_SERVER = "see its log; it is tried again"
_UNKNOWN = "see that url, codec and options are right, and that server's log"

_REASONS: Sequence[tuple[str, str]] = (
    (
        r"\b401\b|Unauthorized",
        "wants another user or password; write them into the URL, as scheme://user:password@host",
    ),
    (r"\b403\b|Forbidden", "does not let this user publish there; give another user, or allow it there"),
    (r"\b404\b|Not Found", "knows no such path; mend the path of the URL"),
    (
        r"Failed to resolve|Name or service not known|nodename nor servname",
        "has a host whose address is unknown; mend the URL",
    ),
    (
        r"Connection refused|-138\b|Error number -138",
        "cannot be reached: nothing listens there; start it, or mend the URL",
    ),
    (
        r"No route to host|[Nn]etwork is unreachable",
        "cannot be reached: the network has no way there; see to the network",
    ),
    (
        r"timed out|-110\b",
        "cannot be reached: it does not answer; see whether it runs, and whether a firewall is between",
    ),
    (
        # Of a 400 ffmpeg does not say to what it was the answer; only a server that knows RTSP gives one.
        r"method (?:ANNOUNCE|SETUP|RECORD) failed: (4\d\d)|Server returned (400)",
        "does not take the stream ({0}): another may publish there, or this codec is refused; choose other ones",
    ),
    (r"method \w+ failed: (\d+ .*)", r"is no RTSP server that can be published to (it says {0}); mend the URL"),
    (
        r"Connection to srt://.* failed|\bsrt://.*: Input/output error",
        "cannot be reached: nobody answers there, or it refuses this passphrase or streamid; start it, or mend the URL",
    ),
    (r"Broken pipe|Connection reset|-104\b|End of file", f"has closed the connection; {_SERVER}"),
    (r"Invalid data found when processing", "does not answer like a media server; mend the URL"),
    (
        r"Unrecognized option '([^']*)'|Option ([\w-]+) not found",
        "cannot be served: ffmpeg has no option {0}; mend options",
    ),
    (
        r"Invalid encoder type '([^']*)'",
        "cannot be served: {0} is no encoder of sound; set codec to one that is, such as aac or libopus",
    ),
    (
        r"Error (?:parsing|setting|applying) option '?([\w:-]+)",
        "cannot be served: ffmpeg does not take this value of its option {0}; mend options",
    ),
    (
        r"Undefined constant|Unable to parse",
        "cannot be served: an option is wrong; mend options",
    ),
    (
        r"(?:Specified|Unsupported) sample rate",
        "cannot be served: the codec does not have this rate; set rate to one that it has, such as 48000",
    ),
)

_EMPTY = re.compile(
    r"repeated \d+ times|Error initializing output stream|Nothing was written into output|Conversion failed"
    r"|Task finished with error|Terminating thread|Error sending frames"
)
"""Lines that tell that there was an error, and not which."""


def reason(errors: Iterable[str], source: str, shown: str, code: int) -> str:
    """One sentence, without its full stop, on an ffmpeg that ended with `code`; `errors` is what it said, in order.

    `source` and `shown` are where it read and where it published to, as people write them.
    """
    telling = [line for line in errors if not _EMPTY.search(line)]
    for line in telling:
        if _of_source(line, source):
            return f"{source} cannot be read ({line.rpartition(': ')[2]}); start what writes there, or mend the path"
    for pattern, words in _REASONS:
        for line in telling:
            if found := re.search(pattern, line):
                given = [group for group in found.groups() if group]
                return f"{shown} {words.format(*given)}"
    if telling:
        return f"ffmpeg cannot publish to {shown}: {telling[-1].rstrip('.')}; {_UNKNOWN}"
    if code == 0:
        return f"{source} has come to its end; it is read again when it is there again"
    return f"The ffmpeg that published to {shown} {ended(code)}; it is started again"


def ended(code: int) -> str:
    """How a process ended whose exit code that is, or minus the number of a signal, or as `tether` tells a signal."""
    number = -code if code < 0 else code - 128
    if 0 < number < 32:
        return f"was ended by signal {number}"
    return f"ended with exit code {code}"


def _of_source(line: str, source: str) -> bool:
    named = source.replace("pipe:", WINDOWS, 1) if source.startswith("pipe:") else source.removeprefix("fifo:")
    return line.startswith(f"{named}: ") or "Error opening input" in line
