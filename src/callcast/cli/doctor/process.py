"""A small program, asked a question."""

import subprocess

TIMEOUT = 10.0
"""Seconds."""


def output(*command: str) -> str:
    """What `command` prints; empty when it is not there, fails or takes too long."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
