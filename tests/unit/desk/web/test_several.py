"""Templates, texts by language, and what is expected, over HTTP."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.desk.web.site import Site, anything, check_problem, run

from callcast.bus.messages import AheadStatus, Call, Expect, Hello, PlayerStatus, Report, Speak, State
from callcast.testing.bus_contract import until
from callcast.wording import templates

CALL = {"number": "A012", "place": "3", "name": ""}
TEXTS = {"zh-TW": "三十七號", "en": "Order 37"}
EXPECTED = "/api/expected"
JSON = {"Content-Type": "application/json"}


def test_a_template_from_the_request_to_the_player(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        heard = site.player.subscribe()
        body = {"template": "counter", "call": CALL, "langs": ["en", "zh-TW"]}
        answer = await site.http.post("/api/announcements", json=body)
        assert answer.status_code == 202, answer.text
        said = answer.json()
        assert said["text"] == templates.of("counter", "en", {}).shown(Call(**CALL), "en")
        assert {key: said[key] for key in ("template", "langs", "texts")} == {
            "template": "counter",
            "langs": ["en", "zh-TW"],
            "texts": None,
        }
        speak = await heard.__anext__()
        assert isinstance(speak, Speak)
        assert (speak.template, speak.langs, speak.call) == ("counter", ("en", "zh-TW"), Call(**CALL))
        url = f"/api/announcements/{said['id']}"
        note = "Not said in all languages: no voice."
        await site.player.publish(Report(said["id"], "hall", State.SPOKEN, note, 1.5, 2.25))
        await site.player.publish(Report(said["id"], "lobby", State.SPOKEN, None, 1.5, 2.25))
        done = (await site.http.get(url, params={"wait": 30})).json()
        assert (done["state"], done["reason"]) == ("spoken", note)
        again = (await site.http.post(f"{url}/repeat")).json()
        assert (again["template"], again["langs"], again["text"]) == ("counter", ["en", "zh-TW"], said["text"])

    run(scenario, tmp_path)


def test_texts_from_the_request_to_the_player(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        heard = site.player.subscribe()
        answer = await site.http.post("/api/announcements", json={"texts": TEXTS})
        assert answer.status_code == 202, answer.text
        assert (answer.json()["text"], answer.json()["texts"]) == ("三十七號", TEXTS)
        speak = await heard.__anext__()
        assert isinstance(speak, Speak)
        assert speak.texts == tuple(TEXTS.items())
        again = (await site.http.post(f"/api/announcements/{answer.json()['id']}/repeat")).json()
        assert (again["text"], again["texts"]) == ("三十七號", TEXTS)

    run(scenario, tmp_path)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, '"text" is missing; add it, or "texts" by language, or a "template" with a "call".'),
        ({"texts": {}}, '"text" is missing'),
        ({"template": "counter"}, "says the number, and the call has none"),
        ({"template": "conter", "call": CALL}, 'did you mean "counter"?'),
        ({"template": "counter", "call": CALL, "text": "a"}, 'both a "text" and a "template"'),
        ({"template": "counter", "call": CALL, "langs": ["ja"]}, 'no lang "ja"'),
        ({"template": "counter", "call": CALL, "langs": "en"}, 'langs" is wrong'),
        ({"texts": {"en": 1}}, 'texts.en" is wrong'),
        ({"texts": ["a"]}, 'texts" is wrong'),
        ({"text": "a", "langs": ["en"]}, 'give its language as "lang"'),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, body: dict[str, Any], words: str) -> None:
    async def scenario(site: Site) -> None:
        check_problem(await site.http.post("/api/announcements", json=body), 422, words)
        check_problem(await site.http.put(EXPECTED, json={"announcements": [body]}), 422, words)

    run(scenario, tmp_path)


def test_what_is_expected_goes_to_the_player_and_its_hits_to_the_metrics(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        heard = site.player.subscribe()
        bodies = [{"template": "counter", "call": CALL}, {"text": "three", "channels": ["lobby"]}]
        answer = await site.http.put(EXPECTED, json={"announcements": bodies})
        assert (answer.status_code, answer.json()) == (200, {"expected": 2})
        expect = await heard.__anext__()
        assert isinstance(expect, Expect)
        assert [(one.template, one.channels) for one in expect.announcements] == [("counter", ()), (None, ("lobby",))]
        assert "callcast_ahead" not in (await site.http.get("/metrics")).text
        await site.player.publish(Hello("boot"))
        await site.player.publish(PlayerStatus((), 1.0, 2.5, ahead=AheadStatus(2, 5000, 7, 3)))
        await until(lambda: site.desk.player.status is not None)
        metrics = (await site.http.get("/metrics")).text.splitlines()
        assert "callcast_ahead_hits_total 7.0" in metrics
        assert "callcast_ahead_misses_total 3.0" in metrics
        assert "callcast_ahead_expected 2.0" in metrics
        assert "callcast_ahead_bytes 5000.0" in metrics

    run(scenario, tmp_path)


def test_a_body_that_is_none_is_answered_with_what_is_expected(tmp_path: Path) -> None:
    async def scenario(site: Site) -> None:
        remedy = 'send an object like {"announcements": [{"text": "..."}]}'
        check_problem(await site.http.put(EXPECTED, json=[]), 422, remedy)
        check_problem(
            await site.http.put(EXPECTED, content=b"{", headers={"Content-Type": "application/json"}), 400, remedy
        )
        check_problem(await site.http.put(EXPECTED, json={}), 422, '"announcements" is missing')
        many = {"announcements": [{"text": "a"}] * 101}
        check_problem(await site.http.put(EXPECTED, json=many), 422, "the limit is 100")

    run(scenario, tmp_path)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "text": st.text(max_size=5) | anything,
                "texts": st.dictionaries(st.sampled_from(["en", "zh-TW", "x"]), st.text(max_size=5)) | anything,
                "template": st.sampled_from([*templates.KINDS, "x"]) | anything,
                "langs": st.lists(st.sampled_from(["en", "zh-TW", "x"])) | anything,
                "call": st.just(CALL) | anything,
            },
        ),
        min_size=10,
        max_size=10,
    )
)
def test_whatever_is_sent_it_is_never_a_fault_of_ours(bodies: list[dict[str, Any]]) -> None:
    async def scenario(site: Site) -> None:
        for body in bodies:
            answer = await site.http.post("/api/announcements", content=json.dumps(body), headers=JSON)
            assert answer.status_code in (202, 400, 422), answer.text
            answer = await site.http.put(EXPECTED, content=json.dumps({"announcements": [body]}), headers=JSON)
            assert answer.status_code in (200, 400, 422), answer.text

    with tempfile.TemporaryDirectory() as folder:
        run(scenario, Path(folder))
