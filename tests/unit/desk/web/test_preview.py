"""What is asked about wording, over HTTP."""

from pathlib import Path
from typing import Any

import pytest
from tests.unit.desk.web.site import Site, check_problem, run


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"text": "請 A012 號到 3 號櫃檯"}, ("請 A012 號到 3 號櫃檯", "請A零一二號到三號櫃檯", "zh-TW")),
        (
            {"template": "counter", "call": {"number": "A012", "place": "3"}, "lang": "en"},
            ("Number A012, please go to counter 3.", "Number A, zero one two, please go to counter three.", "en"),
        ),
        (
            {"template": "來賓 {number} 號", "call": {"number": "037"}, "lang": "zh-TW"},
            ("來賓 037 號", "來賓零三七號", "zh-TW"),
        ),
        ({"template": "closing", "lang": "ja"}, None),
    ],
)
def test_a_preview(tmp_path: Path, body: dict[str, Any], expected: tuple[str, str, str] | None) -> None:
    async def scenario(site: Site) -> None:
        answer = await site.http.post("/api/preview", json=body)
        assert answer.status_code == 200, answer.text
        if expected is None:
            assert answer.json()["shown"]
        else:
            assert answer.json() == dict(zip(("shown", "read", "lang"), expected, strict=True))
        assert (await site.http.get("/api/announcements")).json()["items"] == []

    run(scenario, tmp_path)


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        for body, sentence in (
            ({}, "give one of the two"),
            ({"text": "a", "template": "counter"}, "give one of the two"),
            ({"text": " "}, "is empty"),
            ({"text": "a\x00"}, "control character"),
            ({"text": "a" * 20_000}, "the limit is 10000"),
            ({"template": "conter"}, 'did you mean "counter"?'),
            ({"template": "{numbr}"}, "did you mean {number}?"),
            ({"template": "counter"}, "says the number, and the call has none"),
            ({"template": "counter", "lang": "de", "call": {"number": "1"}}, "no template"),
            ({"txt": "a"}, 'no field "txt"'),
        ):
            check_problem(await site.http.post("/api/preview", json=body), 422, sentence)

    run(scenario, tmp_path)
