"""Any ffmpeg says what it is in its own way."""

import pytest

from callcast.player.outputs.sinks.ffmpeg.version import Version

SAID = """ffmpeg version {name} Copyright (c) 2000-2025 the FFmpeg developers
built with gcc 12 (Debian 12.2.0-14+deb12u1)
configuration: --prefix=/usr --enable-gpl
libavutil      {util} / {util}
libavcodec     59. 37.100 / 59. 37.100
libavformat    {form} / {form}
"""


@pytest.mark.parametrize(
    ("name", "form", "libavformat", "new_enough"),
    [
        ("4.4.2-0ubuntu0.22.04.1", "58. 76.100", (58, 76), False),
        ("5.0.1", "59. 16.100", (59, 16), False),
        ("5.1.9-0+deb12u1", "59. 27.100", (59, 27), True),
        ("6.1.1-3ubuntu5", "60. 16.100", (60, 16), True),
        ("7.0.2-static", "61.  1.100", (61, 1), True),
        ("7.1", "61.  7.100", (61, 7), True),
        ("n7.1-184-gdc07f98934-20250115", "61.  7.100", (61, 7), True),
        ("N-118193-g5f38c82536-20241231", "61.  9.102", (61, 9), True),
        ("N-104900-gbf250d0e88", "59.  9.102", (59, 9), False),
        ("2025-01-02-git-0457aaf0d3-full_build-www.gyan.dev", "61.  9.102", (61, 9), True),
        ("n9.0.2-17-g2a571b6068-20260930", "63.  1.102", (63, 1), True),
    ],
)
def test_names(name: str, form: str, libavformat: tuple[int, int], new_enough: bool) -> None:
    found = Version.parse(SAID.format(name=name, form=form, util="57. 28.100"))
    assert found == Version(name, libavformat)
    assert found.new_enough is new_enough


@pytest.mark.parametrize("said", ["", "avconv version 11.4", "ffmpeg version 5.1\n", "bash: ffmpeg: not found"])
def test_what_is_no_ffmpeg(said: str) -> None:
    assert Version.parse(said) is None
