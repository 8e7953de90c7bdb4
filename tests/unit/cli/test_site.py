"""`callcast site` as a process, against a real server."""

import json
from pathlib import Path

import pytest
from tests.unit.cli.desk import Callcast, Desk, problem

DOCUMENT = {
    "callcast_site": 1,
    "site": {"name": "安康診所"},
    "lines": [{"id": "a", "name": "內科"}],
    "counters": [],
    "items": [],
}


def test_a_site_goes_into_a_file_that_people_can_read(callcast: Callcast, desk: Desk, tmp_path: Path) -> None:
    desk.answers["/api/site/file"] = (200, DOCUMENT)
    file = tmp_path / "clinic.json"
    done = callcast("site", "export", str(file), "--url", desk.url)
    assert (done.code, done.out) == (0, f"{file} has the site: 1 line, 0 counters, 0 items.\n")
    assert json.loads(file.read_text(encoding="utf-8")) == DOCUMENT
    assert '"name": "內科"' in file.read_text(encoding="utf-8")
    assert callcast("site", "export", "-", "--url", desk.url).out == file.read_text(encoding="utf-8")


def test_a_site_comes_out_of_a_file_or_standard_input(callcast: Callcast, desk: Desk, tmp_path: Path) -> None:
    desk.answers["/api/site/file"] = (200, DOCUMENT)
    file = tmp_path / "clinic.json"
    file.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    done = callcast("site", "import", str(file), "--url", desk.url)
    assert (done.code, done.out) == (0, f"The site is as {file} says: 1 line, 0 counters, 0 items.\n")
    piped = callcast("site", "import", "-", "--url", desk.url, stdin=json.dumps(DOCUMENT).encode())
    assert piped.out == "The site is as standard input says: 1 line, 0 counters, 0 items.\n"
    assert desk.requests == [("PUT", "/api/site/file", DOCUMENT)] * 2


def test_what_the_instance_refuses_is_said(callcast: Callcast, desk: Desk, tmp_path: Path) -> None:
    desk.answers["/api/site/file"] = (409, problem(409, "3 still wait in 內科, so it stays."))
    file = tmp_path / "clinic.json"
    file.write_text("{}", encoding="utf-8")
    done = callcast("site", "import", str(file), "--url", desk.url)
    assert (done.code, done.complaint) == (2, "callcast: 3 still wait in 內科, so it stays.\n")
    callcast("site", "import", str(file), "--url", desk.url, LANG="zh_TW.UTF-8")
    assert desk.languages[-1] == "zh-TW"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"{", "is not JSON (line 1, column 2)"),
        (b'{"a": "\xe9"}', "is not JSON in UTF-8"),
        (b"[]", "is not a site file"),
        (b"[" * 200_000, "is not JSON"),
        (b" " * 10_000_001, "has more than 10,000,000 bytes"),
    ],
)
def test_a_file_that_is_none(callcast: Callcast, desk: Desk, tmp_path: Path, data: bytes, says: str) -> None:
    file = tmp_path / "clinic.json"
    file.write_bytes(data)
    done = callcast("site", "import", str(file), "--url", desk.url)
    assert done.code == 2
    assert says in done.complaint
    assert not desk.requests


def test_a_file_that_is_not_there_or_cannot_be(callcast: Callcast, desk: Desk, tmp_path: Path) -> None:
    desk.answers["/api/site/file"] = (200, DOCUMENT)
    for what, says in (("import", "cannot be read"), ("export", "cannot be written")):
        done = callcast("site", what, str(tmp_path / "no" / "file.json"), "--url", desk.url)
        assert done.code == 2
        assert says in done.complaint
