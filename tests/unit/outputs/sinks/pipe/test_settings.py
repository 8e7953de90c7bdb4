"""A `[[channels.outputs]]` table of kind "pipe"."""

import asyncio
import re
from pathlib import Path

import pytest
from tests.support.live import ToneChannel

from callcast.errors import SettingsError
from callcast.player.outputs.sinks.pipe.errors import NoPlace
from callcast.player.outputs.sinks.pipe.settings import PipeSettings
from callcast.player.outputs.sinks.pipe.sink import PipeSink
from callcast.settings import load


def read(folder: Path, table: str) -> PipeSettings:
    file = folder / "callcast.toml"
    file.write_text(f'[[channels]]\nid = "hall"\n[[channels.outputs]]\nkind = "pipe"\n{table}\n', encoding="utf-8")
    (output,) = load(file, {}).channels[0].outputs
    assert isinstance(output, PipeSettings)
    return output


def test_a_table(tmp_path: Path) -> None:
    settings = read(tmp_path, 'to = "unix:/tmp/x"\nrate = 48000\nsample = "f32le"\nchannels = 2\nreaders = "one"')
    assert settings.profile.name == "f32le/48000/2"
    assert settings.readers == "one"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", ('either "to" or "command"', 'to = "unix:/tmp/tts_audio.sock"')),
        ('to = "unix:/x"\ncommand = ["aplay"]', ('either "to" or "command"',)),
        ('to = "stdout:"', ("which a server has not", '"callcast source --to stdout:"')),
        ('to = "unix:/x"\nrate = 24010', ("the nearest rate that can is 24000.",)),
        ('to = "unix:/x"\nsample = "s16"', ('did you mean "s16le"?',)),
        ('to = "unix:/x"\nreaders = "two"', ("'one' or 'many'",)),
        ('to = "unix:/x"\nchannel = 2', ('"channel"', 'did you mean "channels"?')),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, table: str, words: tuple[str, ...]) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, table)
    for word in words:
        assert word in str(refused.value)
    assert str(refused.value)[-1] in ".?"


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("unx:/x", '"unx:/x" is no place for samples; did you mean "unix:"?'),
        ("unix:" + "a" * 120, "choose a shorter one."),
        ("", "is no place for samples; there are unix:/tmp/tts_audio.sock"),
    ],
)
def test_what_is_no_place_is_the_outputs_fault_and_no_others(tmp_path: Path, to: str, words: str) -> None:
    sink = PipeSink(ToneChannel(), read(tmp_path, f'to = "{to}"'))
    assert sink.target == f"'{to}'"
    with pytest.raises(NoPlace, match=re.escape(words)) as refused:
        asyncio.run(sink.run())
    assert str(refused.value)[-1] in ".?"


def test_the_target_of_a_command_shows_no_option() -> None:
    settings = PipeSettings.model_validate({"command": ["ffmpeg", "-i", "-", "rtsp://me:secret@host/"]})
    assert PipeSink(ToneChannel(), settings).target == "command ffmpeg"
