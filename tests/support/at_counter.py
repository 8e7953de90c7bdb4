"""An operator as a process: `python at_counter.py URL COUNTER CALLS`, with CALLCAST_TOKEN; what is accepted is printed.

Each line is "ACT TICKET". A desk that dies under an act is asked again with the same key, until it answers.
"""

import os
import random
import sys
import time
import uuid

import httpx

PATIENCE = 60.0
"""Seconds for one act."""


def act(http: httpx.Client, counter: str, what: str) -> httpx.Response:
    """Do it once, however often it must be sent."""
    headers = {"Idempotency-Key": str(uuid.uuid4()), "Authorization": f"Bearer {os.environ.get('CALLCAST_TOKEN', '')}"}
    deadline, error = time.monotonic() + PATIENCE, ""
    while True:
        try:
            answer = http.post(f"/api/counters/{counter}/{what}", headers=headers)
        except httpx.HTTPError as broken:
            answer, error = None, repr(broken)
        if answer is not None and answer.status_code < 500:
            return answer
        if time.monotonic() > deadline:
            raise SystemExit(f"no answer to {what} in {PATIENCE:.0f} s: {answer.text if answer is not None else error}")
        time.sleep(random.uniform(0.1, 1.0))  # fifty do not wait at a door that is shut


def done(http: httpx.Client, counter: str, what: str) -> bool:
    """Do it and say so; False when nobody waits any more."""
    answer = act(http, counter, what)
    if answer.status_code == 409:
        return False
    answer.raise_for_status()
    sys.stdout.write(f"{what} {answer.json()['ticket']['id']}\n")
    sys.stdout.flush()
    return True


def main(url: str, counter: str, calls: int) -> None:
    """Call so many tickets, every tenth of them twice."""
    with httpx.Client(base_url=url, timeout=10, trust_env=False) as http:
        for number in range(calls):
            if not done(http, counter, "next"):
                return
            if number % 10 == 0:
                done(http, counter, "recall")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
