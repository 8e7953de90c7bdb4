"""Messages come back as they were; anything else is a `ValueError`."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from callcast.bus.messages import (
    AheadStatus,
    Call,
    Cancel,
    Catalogue,
    ChainVoice,
    ChannelStatus,
    Expect,
    Filed,
    Hello,
    PlayerStatus,
    Priority,
    Reload,
    Reloaded,
    Report,
    Speak,
    State,
    decode,
    encode,
)

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
number = st.floats(allow_nan=False, allow_infinity=False)
count = st.integers(0, 2**60)
messages = st.one_of(
    st.builds(
        Speak, text, text, st.lists(text).map(tuple), number, st.none() | text, st.none() | text,
        st.sampled_from(Priority), st.integers(1, 10), st.none() | number,
        st.none() | st.builds(Call, text, text, text), st.none() | text, st.lists(text).map(tuple),
        st.lists(st.tuples(text, text)).map(tuple),
    ),
    st.builds(Expect, st.lists(st.builds(Speak, text, text, st.just(()), number), max_size=3).map(tuple)),
    st.builds(Cancel, text),
    st.builds(Filed, text, text),
    st.builds(Reload, st.lists(st.dictionaries(text, text | count), max_size=3).map(tuple), st.none() | text),
    st.builds(Reloaded, text, st.none() | text),
    st.builds(Hello, text),
    st.builds(Report, text, text, st.sampled_from(State), st.none() | text, st.none() | number, st.none() | number),
    st.builds(
        Catalogue, st.lists(text).map(tuple), st.dictionaries(text, st.lists(text).map(tuple)), count,
        st.dictionaries(text, st.lists(st.builds(ChainVoice, text, text), max_size=3).map(tuple), max_size=3),
    ),
    st.builds(
        PlayerStatus,
        st.lists(st.builds(ChannelStatus, text, count, count, st.none() | text, count, count)).map(tuple),
        number, number, st.dictionaries(text, text), st.just(()),
        st.none() | st.builds(AheadStatus, count, count, count, count),
    ),
)  # fmt: skip


@given(messages)
def test_a_message_comes_back_as_it_was(message: Speak) -> None:
    assert decode(encode(message)) == message
    assert b"\n" not in encode(message)


def test_a_catalogue_kept_before_there_were_chains_is_read() -> None:
    old = b'{"languages":["en"],"voices":{"espeak:en":["en"]},"text_limit":500,"type":"catalogue"}'
    assert decode(old) == Catalogue(("en",), {"espeak:en": ("en",)}, 500, {})


@given(st.binary(max_size=200) | text.map(str.encode))
def test_garbage_is_a_value_error(data: bytes) -> None:
    with suppress(ValueError):
        decode(data)
