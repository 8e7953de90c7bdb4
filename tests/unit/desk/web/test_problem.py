import json

import pytest

from callcast.desk.web.problem import problem, remedy


def test_a_sentence_is_readable_as_it_comes() -> None:
    body = bytes(problem(409, "3 號櫃檯還沒開啟。", key="counter-closed").body)
    assert "3 號櫃檯還沒開啟。" in body.decode()
    assert json.loads(body)["key"] == "counter-closed"


def test_half_a_character_is_json_all_the_same() -> None:
    body = bytes(problem(422, "\ud800 號").body)
    assert json.loads(body.decode())["detail"] == "\ud800 號"


@pytest.mark.parametrize(
    ("method", "path", "says"),
    [
        ("POST", "/api/announcements", '{"text"'),
        ("PUT", "/api/channels/hall/board", '{"title"'),
        ("PUT", "/api/expected", '{"announcements"'),
        ("POST", "/api/counters/c1/transfer", "/openapi.json"),
        ("PUT", "/api/lines/a", "/openapi.json"),
        ("POST", "/api/sessions", "/openapi.json"),
    ],
)
def test_an_example_is_one_of_that_route(method: str, path: str, says: str) -> None:
    assert says in remedy(method, path)
