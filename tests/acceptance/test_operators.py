"""Fifty operators, each a process, and a desk that is killed again and again: no ticket lost, doubled, called twice."""

import contextlib
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.acceptance.instance import Instance, running, until

OPERATOR = Path(__file__).parents[1] / "support" / "at_counter.py"
OPERATORS, CALLS, KILLS = 50, 40, 20
SETTINGS = """
[[channels]]
id = "hall"
languages = ["en"]
"""


def set_up(instance: Instance, calls: int) -> None:
    """A line of tickets, one for each call and some more, and fifty open counters."""
    line = {"name": "Service", "prefix": "A", "first": 1, "last": 9999, "digits": 4, "channels": ["hall"]}
    assert instance.put("/api/lines/service", json=line).status_code in (200, 201)
    for number in range(OPERATORS):
        counter = {"name": f"Counter {number}", "place": str(number), "shares": [{"line": "service"}]}
        assert instance.put(f"/api/counters/c{number}", json=counter).status_code in (200, 201)
        assert instance.post(f"/api/counters/c{number}/open").status_code == 200
    headers = {"Authorization": f"Bearer {instance.token}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{instance.web}", headers=headers, trust_env=False) as http:
        for _ in range(OPERATORS * calls + 5):
            assert http.post("/api/tickets", json={"line": "service"}).status_code == 201


@contextlib.contextmanager
def at_work(instance: Instance, calls: int) -> Iterator[list["subprocess.Popen[str]"]]:
    """The operators."""
    url = f"http://127.0.0.1:{instance.web}"
    environment = {**instance.environ, "CALLCAST_TOKEN": instance.token}
    command = [sys.executable, str(OPERATOR), url]
    programs = [
        subprocess.Popen([*command, f"c{number}", str(calls)], env=environment, stdout=subprocess.PIPE, text=True)
        for number in range(OPERATORS)
    ]
    try:
        yield programs
    finally:
        for program in programs:
            program.kill()
            program.communicate()


def hear(program: "subprocess.Popen[str]", said: list[str]) -> None:
    """What was accepted, a line each, while it comes."""
    assert program.stdout is not None
    for line in program.stdout:
        said.append(line.strip())  # noqa: PERF401 - each is counted as soon as it is there


@pytest.mark.once
@pytest.mark.timeout(600)
def test_fifty_operators_and_a_desk_that_is_killed(tmp_path: Path) -> None:
    with running(tmp_path, SETTINGS) as instance:
        set_up(instance, CALLS)
        with at_work(instance, CALLS) as programs:
            said: list[list[str]] = [[] for _ in programs]
            hearing = [threading.Thread(target=hear, args=pair) for pair in zip(programs, said, strict=True)]
            for thread in hearing:
                thread.start()
            for kill in range(1, KILLS + 1):
                until("they go on", lambda: sum(map(len, said)) * (KILLS + 1) >= OPERATORS * CALLS * kill, 60)  # noqa: B023
                desk = until("a desk", lambda: instance.half("desk"))
                desk.kill()
                desk.wait(10)
            for program, thread in zip(programs, hearing, strict=True):
                assert program.wait(120) == 0
                thread.join(10)
        until("it serves", lambda: instance.get("/healthz").status_code == 200)
        called = [line.split()[1] for lines in said for line in lines if line.startswith("next ")]
        assert len(called) == OPERATORS * CALLS
        assert max(Counter(called).values()) == 1, "nobody is called by two"
        check_log(instance, said)


def check_log(instance: Instance, said: list[list[str]]) -> None:
    """What the desk has kept is what the operators were told, in the same order."""
    numbers = set()
    for number, lines in enumerate(said):
        served = [line.split()[1] for line in lines if line.startswith("next ")]
        for place, ticket in enumerate(served):
            kept = instance.get(f"/api/tickets/{ticket}").json()
            assert kept["counter"] == f"c{number}"
            assert kept["stage"] == ("called" if place == len(served) - 1 else "done")
            assert kept["calls"] == 1 + lines.count(f"recall {ticket}")
            stages = [period["stage"] for period in kept["periods"]]
            assert stages == ["waiting", *["called"] * kept["calls"], "done"][: len(stages)]
            numbers.add(kept["number"])
    assert len(numbers) == OPERATORS * CALLS
