"""Settings: what is read, and what is said of what cannot be."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as fuzz
from hypothesis import strategies as st

from callcast.errors import SettingsError
from callcast.settings import Changes, Settings, changed, load

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(text: str) -> Path:
        path = tmp_path / "callcast.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return make


def refusal(path: Path | None, **environ: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(path, environ)
    assert "\n" not in str(caught.value)
    return caught.value


def test_defaults_without_a_file() -> None:
    settings = load(None, {})
    (hall,) = settings.channels
    assert (hall.id, hall.name, hall.languages) == ("hall", "大廳", ("zh-TW", "en"))
    assert str(settings.web.listen) == "127.0.0.1:8080"
    assert str(settings.rtsp.listen) == "0.0.0.0:8554"
    assert str(settings.http.listen) == "127.0.0.1:8081"
    assert load(None, {"CALLCAST_HTTP__LISTEN": ":80"}).http.listen == ":80"


def test_reads_a_file(write: Write) -> None:
    text = """
        [web]
        listen = "[::1]:9000"
        [[channels]]
        id = "lobby"
        languages = ["en"]
        gap_ms = 900
        profiles = ["pcmu", "aac"]
    """
    settings = load(write(text), {"PATH": "/bin", "CALLCAST_DATA": "/srv"})
    (lobby,) = settings.channels
    assert (lobby.id, lobby.languages, lobby.gap_ms, lobby.profiles) == ("lobby", ("en",), 900, ("pcmu", "aac"))
    assert str(settings.web.listen) == "[::1]:9000"


def test_a_file_of_windows_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "callcast.toml"
    path.write_bytes(b'\xef\xbb\xbf[web]\r\nlisten = ":1"\r\n')
    assert str(load(path, {}).web.listen).endswith(":1")


def test_environment_over_file(write: Write) -> None:
    path = write('[[channels]]\nid = "a"\nuser = "u"\npassword = "p"\ngap_ms = 500\n')
    environ = {
        "CALLCAST_WEB__LISTEN": "127.0.0.1:1",
        "CALLCAST_CHANNELS__0__GAP_MS": "600",
        "CALLCAST_CHANNELS__0__PASSWORD": "0815",
        "CALLCAST_CHANNELS__0__PROFILES": '["opus"]',
        "CALLCAST_CHANNELS__1__ID": "b",
        "CALLCAST_CHANNELS__1__LANGUAGES__0": "ja",
    }
    settings = load(path, environ)
    assert [channel.id for channel in settings.channels] == ["a", "b"]
    first, second = settings.channels
    assert (first.gap_ms, first.password, first.profiles) == (600, "0815", ("opus",))
    assert second.languages == ("ja",)


def test_environment_over_defaults_leaves_the_defaults_alone() -> None:
    assert load(None, {"CALLCAST_CHANNELS__0__LANGUAGES__0": "ja"}).channels[0].languages == ("ja", "en")
    assert load(None, {}).channels[0].languages == ("zh-TW", "en")


@pytest.mark.parametrize(
    ("text", "said", "where"),
    [
        ('[web]\nlistne = "x"', '[web] has no key "listne"; did you mean "listen"?', "web.listne"),
        ("[wbe]", 'has no key "wbe"; did you mean "web"?', "wbe"),
        ("colour = 1", "there are: web, ", "colour"),
        (
            '[[channels]]\nid="a"\ngap=3',
            '[[channels]] number 1 ("a") has no key "gap"; did you mean',
            "channels[0].gap",
        ),
        ('[rtsp]\nlisten = "a:b"', "listen in [rtsp] is wrong", "rtsp.listen"),
        ("[web]\nlisten = 3", "should be a text in quotes", "web.listen"),
        ("web = 3", "web is 3, but should be a table.", "web"),
        ("channels = 3", "should be tables, each under a line [[channels]]", "channels"),
        ("channels = []", "at least 1 item", "channels"),
        ('[[channels]]\nname = "x"', "id in [[channels]] number 1 is missing", "channels[0].id"),
        ('[[channels]]\nid="a"\ngap_ms="soon"', 'is "soon", but should be a whole number', "channels[0].gap_ms"),
        ('[[channels]]\nid="a"\ngap_ms=0', "should be at least 200", "channels[0].gap_ms"),
        ('[[channels]]\nid="a"\npreempted="reply"', 'did you mean "replay"?', "channels[0].preempted"),
        ('[[channels]]\nid="a"\nprofiles=["acc"]', 'did you mean "aac"?', "channels[0].profiles[0]"),
        ('[[channels]]\nid="a"\nlanguages=["english"]', 'did you mean "en"?', "channels[0].languages[0]"),
        ('[[channels]]\nid="a"\nlanguages=["xx"]', "no language", "channels[0].languages[0]"),
        ('[[channels]]\nid="a"\nlanguages="en"', 'a list such as ["a", "b"]', "channels[0].languages"),
        ('[[channels]]\nid="a"\n[[channels]]\nid="a"', "must be its own", "channels[1].id"),
        ('[[channels]]\nid="a"\nuser="u"', "must be given together", "channels[0]"),
        ('[speech]\nengines=["espaek"]', 'is no engine; did you mean "espeak"?', "speech.engines[0]"),
        ('[speech]\nengines=["espeak", "zz"]', "which is no engine; there are: ", "speech.engines[1]"),
        ('[[channels]]\nid="a"\nvoice="espaek:cmn"', 'did you mean "espeak:cmn"?', "channels[0].voice"),
        ('[[channels]]\nid="a"\nvoice="pyttsx3:x"', 'has no "pyttsx3"; add it there', "channels[0].voice"),
        ('[speech]\nengines=["espeak"]\n[[channels]]\nid="a"\nvoice="zz:x"', "there are: espeak.", "channels[0].voice"),
        ('[speech.chains]\nzh=["espaek:cmn"]', 'is no engine; did you mean "espeak"?', "speech.chains.zh[0]"),
        ('[speech.chains]\nxx=["espeak"]', "which is no language", "speech.chains.xx"),
        ("[speech.chains]\nen=[]", "at least 1 item", "speech.chains.en"),
        ('[speech.chains]\nen=[":x"]', "written engine or engine:voice", "speech.chains.en[0]"),
    ],
)
def test_refuses(write: Write, text: str, said: str, where: str) -> None:
    path = write(text)
    error = refusal(path)
    assert said in str(error)
    assert str(error).startswith(str(path))
    assert error.where == where


def test_an_engine_of_a_module_is_taken_and_has_voices() -> None:
    environ = {"CALLCAST_SPEECH__ENGINES": '["a.b:C"]', "CALLCAST_CHANNELS__0__VOICE": "a.b:C:low"}
    assert load(None, environ).channels[0].voice == "a.b:C:low"


def test_an_engine_whose_extra_is_missing_is_refused_with_what_adds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcast.extras.find_spec", lambda module: None)
    environ = {"CALLCAST_SPEECH__ENGINES": '["pyttsx3"]'}
    assert 'which is not installed; add it by pip install ".[pyttsx3]"' in str(refusal(None, **environ))
    assert load(None, environ, files=False).speech.engines == ("pyttsx3",)  # a half comes back with what it has


def test_a_password_is_not_shown(write: Write) -> None:
    assert "4711" not in str(refusal(write('[[channels]]\nid="a"\nuser="u"\npassword=4711')))


def test_of_many_faults_the_first_in_the_file(write: Write) -> None:
    text = '[rtsp]\nlisten = 5\n[[channels]]\nid = "a"\nx = 1\ngap_ms = "b"\n[web]\nlistne = ":1"\n'
    error = refusal(write(text))
    assert error.where == "rtsp.listen"
    assert str(error).endswith("(and 3 more)")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[web\n", "line 1, column 5, is not TOML"),
        ('[web]\nlisten = "a', "line 2, column 12, is not TOML"),
        ("a = 1\na = 2\n", "line 2, column 6, is not TOML: Cannot overwrite a value; write each key"),
        ("a = hall", "Invalid value; write a text in quotes"),
        ("a = 1 b = 2", "; write one key a line."),
        ("[web]\n[web]\n", "; write each table once"),
        ("= 3", "; write [table], or a key and a value"),
        ("x = " + "[" * 3000, "nested too deeply"),
        ("x = " + "1" * 5000, "; write a number of fewer digits."),
        ("#" * 1_000_001, "larger than"),
    ],
)
def test_broken_toml(write: Write, text: str, said: str) -> None:
    path = write(text)
    error = refusal(path)
    assert said in str(error)
    assert error.where == str(path)


def test_no_utf8(tmp_path: Path) -> None:
    path = tmp_path / "callcast.toml"
    path.write_bytes("[web]\nx = '大".encode("big5"))
    assert "line 2, column 6, is not UTF-8" in str(refusal(path))


def test_no_such_file(tmp_path: Path) -> None:
    assert "does not exist; create it" in str(refusal(tmp_path / "none.toml"))
    assert "cannot be read" in str(refusal(tmp_path))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CALLCAST_WEB__LISTNE", ":1", "CALLCAST_WEB__LISTNE in the environment names no setting; did you mean "),
        ("CALLCAST_WBE__LISTEN", ":1", "did you mean CALLCAST_WEB__LISTEN?"),
        ("CALLCAST_COLOUR", "red", "there are: CALLCAST_WEB, "),
        ("CALLCAST_", "red", "names no setting"),
        ("CALLCAST_CHANNELS__5__ID", "x", "needs a number from 0 to 1 in place of"),
        ("CALLCAST_CHANNELS__HALL__ID", "x", "needs a number from 0 to 1 in place of"),
        ("CALLCAST_CHANNELS__0__ID__X", "x", "cannot be set"),
        ("CALLCAST_CHANNELS__0__GAP_MS", "soon", 'is "soon", but should be a whole number'),
        ("CALLCAST_WEB", "3", "is 3, but should be a table"),
        ("CALLCAST_WEB", '{lissten = "x"}', '[web] has no key "lissten"; did you mean "listen"?'),
        ("CALLCAST_CHANNELS__0__NAME", "\udcff", "is not UTF-8"),
        ("CALLCAST_CHANNELS__1__NAME", "x", "id in [[channels]] number 2 is missing"),
    ],
)
def test_refuses_variables(name: str, value: str, said: str) -> None:
    assert said in str(refusal(None, **{name: value}))


def test_changes(write: Write) -> None:
    old = load(write('[[channels]]\nid="a"\n[[channels]]\nid="b"\n[[channels]]\nid="c"\n'), {})
    text = '[web]\nlisten=":1"\n[[channels]]\nid="d"\n[[channels]]\nid="b"\n[[channels]]\nid="a"\nname="x"\n'
    assert changed(old, load(write(text), {})) == Changes(
        added=("d",), removed=("c",), changed=("a",), needs_restart=("web",)
    )
    assert not changed(old, old)


NAMES = st.sampled_from(
    ["web", "rtsp", "speech", "channels", "listen", "id", "0", "1", "9", "languages", "gap_ms", "x"]
)
VALUES = st.one_of(
    st.text(max_size=8), st.integers(), st.floats(), st.booleans(), st.just([]), st.just({}), st.datetimes()
)
TREES = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=12
)


def survives(path: Path | None, environ: dict[str, str]) -> None:
    try:
        settings = load(path, environ)
    except SettingsError as error:
        text = str(error)
        assert text.splitlines() == [text]
        assert len(text) < 2000 + len(str(path))
        text.encode()
    else:
        assert isinstance(settings, Settings)


no_fixture_check = fuzz(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)


@no_fixture_check
@given(st.binary(max_size=200))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "callcast.toml"
    path.write_bytes(data)
    survives(path, {})


@no_fixture_check
@given(st.text("[]={}\"'.,#\n\\ 0123456789abcxiu_-+:TZ", max_size=120))
def test_any_text_that_looks_like_toml(tmp_path: Path, text: str) -> None:
    path = tmp_path / "callcast.toml"
    path.write_text(text)
    survives(path, {})


@no_fixture_check
@given(st.dictionaries(NAMES, TREES, max_size=5))
def test_any_tree(tree: dict[str, object]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("callcast.settings.toml.read", lambda path: dict(tree))
        survives(Path("callcast.toml"), {})


@no_fixture_check
@given(
    st.dictionaries(
        st.lists(NAMES | st.text(max_size=4), max_size=4).map(lambda words: "CALLCAST_" + "__".join(words).upper()),
        st.text(st.characters(), max_size=20) | st.sampled_from(["[", '["en"]', "{}", "1", "true", "x\ny = 1"]),
        max_size=5,
    )
)
def test_any_environment(environ: dict[str, str]) -> None:
    survives(None, environ)


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_no_permission(write: Write) -> None:
    path = write("")
    path.chmod(0)
    assert "cannot be read" in str(refusal(path))
