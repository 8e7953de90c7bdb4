"""Small voices, as they are installed."""

import io
import json
import tarfile
import wave
import zipfile
from pathlib import Path

PACK = """\
name = "Hall"
language = "en"
speaker = "Ann"
licence = "CC0"

[phrases]
"order" = "order.wav"

[digits]
"1" = "digits/1.wav"
"""


def wav() -> bytes:
    """A tenth of a second of something."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(range(200)) * 16)
    return buffer.getvalue()


def pack_files(text: str = PACK) -> dict[str, bytes]:
    """Those of a voice pack."""
    return {
        "pack.toml": text.encode(),
        "order.wav": wav(),
        "digits/1.wav": wav(),
        "LICENCE.txt": b"CC0",
        "notes.psd": b"not needed",
    }


def piper_files(name: str = "en_US-ann-low") -> dict[str, bytes]:
    """Those of a voice of Piper, without its weights."""
    told = {"language": {"code": "en_US"}, "audio": {"sample_rate": 16_000}}
    return {f"{name}.onnx": b"\x08\x07weights", f"{name}.onnx.json": json.dumps(told).encode()}


def written(folder: Path, files: dict[str, bytes]) -> Path:
    """`files` in `folder`, which is made."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def zipped(files: dict[str, bytes], inside: str = "") -> bytes:
    """A zip of `files`, in the folder `inside` of it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(inside + name, data)
    return buffer.getvalue()


def gzipped(files: dict[str, bytes], inside: str = "") -> bytes:
    """A .tar.gz of them."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as packed:
        for name, data in files.items():
            info = tarfile.TarInfo(inside + name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return buffer.getvalue()
