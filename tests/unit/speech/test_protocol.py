"""Whatever a worker sends becomes answers or `Garbage`, however it is cut."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.speech import protocol
from callcast.player.speech.engine import Voice
from callcast.player.speech.protocol import Answer, Block, End, Failed, Garbage, Parser, Rate, Started, Voices


def _sound(blocks: list[bytes], rate: int = 22_050) -> bytes:
    parts = [protocol.line({"rate": rate})]
    parts += [protocol.line({"block": len(block)}) + block for block in blocks]
    return b"".join([*parts, protocol.line({"end": sum(map(len, blocks))})])


def test_each_answer() -> None:
    parser = Parser()
    data = (
        protocol.line({"engine": {"name": "n", "version": "1", "digest": "d"}})
        + protocol.line({"voices": [{"name": "a", "languages": ["en"]}]})
        + _sound([b"\1\0\2\0", b"\n\n"])
        + protocol.line({"error": "EmptyAudio", "reason": "why"})
    )
    assert parser.feed(data) == [
        Started("n", "1", "d"),
        Voices((Voice("a", ("en",)),)),
        Rate(22_050),
        Block(b"\1\0\2\0"),
        Block(b"\n\n"),
        End(6),
        Failed("EmptyAudio", "why"),
    ]
    assert parser.idle


@pytest.mark.parametrize(
    "data",
    [
        b"loading model ...\n",
        b"\n",
        b"[]\n",
        b"{}\n",
        b'{"rate": NaN}\n',
        b'{"rate": 1e999}\n',
        b'{"rate": 22050.5}\n',
        b'{"rate": true}\n',
        b'{"rate": 0}\n',
        b'{"rate": 10000000}\n',
        b'{"block": 2}\nab',
        b'{"rate": 8000}\n{"block": 3}\nabc',
        b'{"rate": 8000}\n{"block": 0}\n',
        b'{"rate": 8000}\n{"block": -2}\n',
        b'{"rate": 8000}\n{"block": 99999999}\n',
        b'{"rate": 8000}\n{"block": 2}\nab{"end": 4}\n',
        b'{"rate": 8000}\n{"end": "2"}\n',
        b'{"voices": {}}\n',
        b'{"voices": [1]}\n',
        b'{"voices": [{"name": "", "languages": []}]}\n',
        b'{"voices": [{"name": "a", "languages": "en"}]}\n',
        b'{"voices": [{"name": "a", "languages": []}, {"name": "a", "languages": []}]}\n',
        b'{"engine": null}\n',
        b'{"engine": {"name": "n", "version": "", "digest": "d"}}\n',
        b'{"error": 1, "reason": "x"}\n',
        b"[" * 100_000 + b"\n",
        b'{"a": "\xff"}\n',
        b"x" * protocol.MAX_LINE,
    ],
)
def test_garbage(data: bytes) -> None:
    with pytest.raises(Garbage):
        Parser().feed(data)


def test_a_sound_has_an_end() -> None:
    parser = Parser()
    parser.feed(protocol.line({"rate": 4_000}))
    block = protocol.line({"block": protocol.MAX_BLOCK}) + bytes(protocol.MAX_BLOCK)
    for _ in range(4):
        parser.feed(block)
    with pytest.raises(Garbage, match="more than 600 s"):
        parser.feed(block)


@given(st.lists(st.binary(min_size=1, max_size=40).map(lambda half: half * 2), max_size=5), st.data())
def test_cuts_do_not_matter(blocks: list[bytes], data: st.DataObject) -> None:
    stream = _sound(blocks)
    parser, answers = Parser(), list[Answer]()
    while stream:
        cut = data.draw(st.integers(1, len(stream)))
        answers += parser.feed(stream[:cut])
        stream = stream[cut:]
    assert answers == [Rate(22_050), *map(Block, blocks), End(sum(map(len, blocks)))]
    assert parser.idle


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from(["rate", "block", "end", "voices", "engine", "error", "reason", "name", "languages"])
lines = st.dictionaries(keys, values | st.integers(0, 100), max_size=3).map(
    lambda each: json.dumps(each).encode() + b"\n"
)


@given(st.lists(st.binary(max_size=60) | lines, max_size=8))
def test_any_bytes(chunks: list[bytes]) -> None:
    parser = Parser()
    try:
        for chunk in chunks:
            for answer in parser.feed(chunk):
                assert not isinstance(answer, Block) or (answer.pcm and len(answer.pcm) % 2 == 0)
    except Garbage:
        return
