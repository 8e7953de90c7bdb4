"""The systems' own voices, by programs of the tests in their place, and by what was recorded of the real ones."""

import base64
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.programs import on_path

from callcast.player.speech.engine import Request, Voice
from callcast.player.speech.engines import sapi, say
from callcast.player.speech.engines.sapi import Sapi
from callcast.player.speech.engines.say import Say
from callcast.player.speech.errors import EmptyAudio, EngineFailed, EngineUnavailable, SynthesisTimeout

posix = pytest.mark.skipif(sys.platform == "win32", reason="a script of the tests is no program of Windows")

LISTED = """\
Albert              en_US    # Hello! My name is Albert.
Alice               it_IT    # Ciao! Mi chiamo Alice.
Amélie              fr_CA    # Bonjour! Je m’appelle Amélie.
Bad News            en_US    # Hello! My name is Bad News.
Daniel              en_GB    # Hello! My name is Daniel.
Eddy (English (UK)) en_GB    # Hello! My name is Eddy.
Eddy (Chinese (China mainland)) zh_CN    # 你好！我叫Eddy。
Fiona               en-scotland # Hello, my name is Fiona.
Kyoko               ja_JP    # こんにちは! 私の名前はKyokoです。
Majed               ar_001   # مرحبًا! اسمي ماجد.
Mei-Jia             zh_TW    # 您好，我叫美佳。我說國語。
Meijia (Premium)    zh_TW    # 你好，我叫美佳。
Samantha            en_US    # Hello! My name is Samantha. #1
Sinji               zh_HK    # 你好！我叫善怡。
Tingting            zh_CN    # 你好！我叫婷婷。

Voices without a language
"""


def test_the_voices_that_say_lists() -> None:
    voices = say.parsed(LISTED)
    found = {voice.name: voice.languages for voice in voices}
    assert len(found) == 15
    assert found["Amélie"] == ("fr-CA",)
    assert found["Eddy (Chinese (China mainland))"] == ("zh-CN",)
    assert found["Fiona"] == ("en-scotland",)
    assert found["Bad News"] == ("en-US",)
    assert found["Majed"] == ("ar-001",)


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("zh-TW", "Meijia (Premium)"),
        ("zh-CN", "Tingting"),
        ("zh-HK", "Sinji"),
        ("en-US", "Samantha"),
        ("en-GB", "Daniel"),
    ],
)
def test_a_plain_voice_is_the_first_of_its_language(tag: str, name: str) -> None:
    assert next(voice.name for voice in say.parsed(LISTED) if tag in voice.languages) == name


@given(st.text())
def test_any_list_has_voices_or_none(text: str) -> None:
    assert all(voice.name and voice.languages for voice in say.parsed(text))


@given(st.text("[]slnc 50"))
def test_no_order_to_say_is_left_in_a_text(text: str) -> None:
    plain = say.harmless(text)
    assert "[[" not in plain
    assert "]]" not in plain
    assert plain.replace(" ", "") == text.replace(" ", "")


def told(word: str, text: str) -> bytes:
    return f"{word} {base64.b64encode(text.encode()).decode()}\r\n".encode()


def test_the_voices_that_the_script_tells_of() -> None:
    output = b"\xef\xbb\xbfWARNING: profile\r\n\r\n" + told("zh-TW", "Microsoft Hanhan") + told("de-DE", "Hedda Ü")
    voices = sapi.parsed(sapi.told(output + told("", "No Culture") + b"en-US !!!\r\n"))
    assert [(voice.name, voice.languages) for voice in voices] == [
        ("Microsoft Hanhan", ("zh-TW",)),
        ("Hedda Ü", ("de-DE",)),
    ]


def test_a_word_that_is_no_language_is_no_voice() -> None:
    assert sapi.parsed(sapi.told(b"done T2s=\r\nen-US T2s=")) == sapi.parsed([("en-US", "Ok")])


@given(st.binary())
def test_any_output_tells_something_or_nothing(output: bytes) -> None:
    assert all(word and text for word, text in sapi.told(output))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_script_goes_whole_however_it_is_written(script: str) -> None:
    program, *options, encoded = sapi.command("powershell", script)
    assert (program, options[-1]) == ("powershell", "-EncodedCommand")
    assert base64.b64decode(encoded).decode("utf-16-le") == script


def test_the_scripts_are_whole_and_fit_into_a_command_line() -> None:
    for script in (sapi.LIST, sapi.SPEAK):
        assert script.count("{") == script.count("}")
        assert script.count("(") == script.count(")")
        assert len(" ".join(sapi.command("powershell", script))) < 32_767 / 4


@posix
def test_sapi_says_what_windows_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path("powershell", "fake_powershell", tmp_path, monkeypatch)
    engine = Sapi(3, 8)
    engine.start()
    assert engine.digest != Sapi(0, 8).digest
    engine._voices.append(Voice("Removed", ("en",)))
    with pytest.raises(EngineFailed, match=r"System\.Speech says: 無法設定語音 Removed"):
        b"".join(engine.synthesize(Request("1", "Removed", "en")).blocks)
    long = "一二三四五六七八九十" * 1_000
    assert engine.synthesize(Request(long[:400], "Microsoft Hanhan Desktop", "zh-TW")).rate


@pytest.mark.parametrize(
    ("engine", "reason"), [(Say(170, 8), "it comes with macOS alone"), (Sapi(0, 8), "on Windows alone")]
)
def test_on_another_system_it_says_so(engine: Say | Sapi, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(EngineUnavailable, match=reason):
        engine.start()


def program(folder: Path, name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{code}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


@posix
@pytest.mark.parametrize(
    ("name", "code", "kind", "reason"),
    [
        ("say", "pass", EngineUnavailable, "it lists no voice"),
        ("say", "import sys; sys.exit('no audio')", EngineFailed, 'exit code 1; it said "no audio"'),
        ("say", "import time; time.sleep(60)", SynthesisTimeout, "longer than 0.5 s"),
        ("say", "print('A en_US # x')", EngineUnavailable, 'its test failed: it wrote no sound for "1"'),
        ("powershell", "pass", EngineUnavailable, "Windows has no voice; add one in its settings"),
        ("powershell", "print('error bm8gU3BlZWNo')", EngineFailed, "System.Speech says: no Speech"),
        ("powershell", "print('en-US QQ==')", EngineUnavailable, 'its test failed: it wrote no sound for "1"'),
        ("powershell", "import time; time.sleep(60)", SynthesisTimeout, "longer than 0.5 s"),
    ],
)
def test_what_goes_wrong_is_said(
    name: str, code: str, kind: type[Exception], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, name, code, monkeypatch)
    timeout = 0.5 if "sleep" in code else 8
    engine = Say(170, timeout) if name == "say" else Sapi(0, timeout)
    with pytest.raises(kind) as caught:
        engine.start()
    assert type(caught.value) is kind
    assert reason in str(caught.value)


@posix
def test_a_text_of_nothing_starts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path("say", "fake_say", tmp_path, monkeypatch)
    engine = Say(170, 8)
    engine.start()
    with pytest.raises(EmptyAudio, match="nothing to speak"):
        engine.synthesize(Request("\x00", "Samantha", "en-US"))
