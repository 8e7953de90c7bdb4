"""`callcast voices`: chains, what is missing, and what adds it."""

import json
from pathlib import Path

import pytest
from tests.unit.cli.desk import Callcast, Desk

from callcast import extras
from callcast.cli.voices import catalogue, ready
from callcast.cli.voices.catalogue import Catalogue
from callcast.cli.voices.ready import Link


@pytest.fixture(scope="module")
def ours() -> Catalogue:
    return catalogue.from_file(catalogue.OURS)


def test_ours_is_a_catalogue_without_addresses(ours: Catalogue) -> None:
    assert {"gcin", "kokoro", "hibari", "joe"} <= {entry.name for entry in ours.voices}
    assert "://" not in catalogue.OURS.read_text(encoding="utf-8")


def test_each_extra_of_ours_is_one(ours: Catalogue) -> None:
    wanted = {source.extra for entry in ours.voices for source in entry.sources if source.kind == "extra"}
    assert wanted <= set(extras.MODULES)


def test_espeak_is_not_understood_in_chinese() -> None:
    assert ready.is_hard("espeak:cmn", "zh-TW")
    assert ready.is_hard("espeak", "yue")
    assert not ready.is_hard("espeak:en-us", "en")
    assert not ready.is_hard("bank:gcin-3", "zh-TW")
    assert ready.understood(["espeak:cmn", "bank:gcin-3"], "zh-TW")
    assert not ready.understood(["espeak:cmn"], "zh-TW")
    assert not ready.understood([], "en")


def test_what_mends_it(ours: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcast.extras.find_spec", lambda module: None)
    assert ready.told(Link("kokoro", "The engine fails"), "zh-TW", ours) == "missing: callcast voices install kokoro"
    assert ready.told(Link("pyttsx3", "The engine fails"), "en", ours) == f"missing: {extras.install('pyttsx3')}"
    assert ready.told(Link("espeak:cmn", "ready"), "zh-TW", ours) == "ready (hard to understand)"
    assert ready.told(Link("espeak:en-us", "ready"), "en", ours) == "ready"
    assert ready.told(Link("espeak", "starting"), "en", ours) == "starting"
    own = "record a voice of your own: callcast voices record"
    assert ready.better("zh-HK", ours, lambda entry: False) == own
    assert ready.better("zh-CN", ours, lambda entry: entry.name != "kokoro") == "callcast voices install kokoro"
    told = ready.better("zh-TW", ours, lambda entry: True)
    assert told == 'put "bank" into "engines" in [speech]: it is installed'


CHAINS = {
    "zh-TW": [{"voice": "bank:gcin-3", "state": "ready"}, {"voice": "espeak:cmn", "state": "ready"}],
    "en": [{"voice": "openai", "state": "The server does not answer"}, {"voice": "espeak:en-us", "state": "ready"}],
}


def test_chains_are_shown(callcast: Callcast, desk: Desk) -> None:
    answer = {"languages": ["en", "zh-TW"], "voices": ["espeak:cmn", "espeak:en-us"], "chains": CHAINS}
    desk.answers["/api/voices"] = (200, answer)
    assert callcast("voices", "--url", desk.url).out.startswith(
        "zh-TW     1  bank:gcin-3  ready\n"
        "          2  espeak:cmn   ready (hard to understand)\n"
        "en        1  openai        The server does not answer\n"
        "          2  espeak:en-us  ready\n"
    )
    only = callcast("voices", "--url", desk.url, "--lang", "zh").out
    assert "bank:gcin-3" in only
    assert "espeak:en-us" not in only


def test_a_chain_that_few_understand(callcast: Callcast, desk: Desk) -> None:
    chains = {"zh-TW": CHAINS["zh-TW"][1:]}
    desk.answers["/api/voices"] = (200, {"languages": [], "voices": [], "chains": chains})
    out = callcast("voices", "--url", desk.url).out
    assert "few will understand it; " in out


@pytest.mark.parametrize("chains", [None, [], {"en": None}, {"en": [1]}, {"en": [{}]}])
def test_an_answer_that_is_odd(callcast: Callcast, desk: Desk, chains: object) -> None:
    desk.answers["/api/voices"] = (200, {"languages": [], "voices": [], "chains": chains})
    assert callcast("voices", "--url", desk.url).code == 0


def test_what_can_be_added(callcast: Callcast, tmp_path: Path) -> None:
    shows = tmp_path / "shows"
    path = tmp_path / "catalogue.toml"
    sources = f'[{{ kind = "apt", package = "voice", shows = {json.dumps(str(shows))}, size = 7000000 }}]'
    path.write_text(
        '[[voices]]\nname = "ann"\ntitle = "Ann"\nengine = "bank"\nlanguages = ["en"]\nlicence = "CC0"\n'
        f"sources = {sources}\n"
    )
    where = {"CALLCAST_SPEECH__CATALOGUE": str(path)}
    out = callcast("voices", "--url", "http://127.0.0.1:9", **where).out
    assert out == "Can be added:\n  callcast voices install ann       Ann (en; 7.0 MB; CC0)\n\n"
    assert callcast("voices", "--lang", "ja", "--url", "http://127.0.0.1:9", **where).out == ""
    shows.mkdir()
    assert callcast("voices", "--url", "http://127.0.0.1:9", **where).out == ""
