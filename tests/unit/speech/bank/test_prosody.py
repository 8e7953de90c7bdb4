"""How pieces are said beside each other."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from callcast.player.speech.bank.match import Group, Part, Rest
from callcast.player.speech.bank.prosody import LONGEST_BREAK_MS, LONGEST_PAUSE_MS, Cue, cues
from callcast.player.speech.bank.vocabulary import Kind, Piece

PACE = 300.0


def syllables(said: str, read: str, *, spelled: bool = False) -> Group:
    pairs = zip(said, read.split(), strict=True)
    return Group(tuple(Piece(Kind.SYLLABLE, char, Path(one), one) for char, one in pairs), spelled)


def lengths(found: tuple[Cue, ...], ms: float = PACE) -> dict[str, float]:
    return {cue.piece.said: ms / cue.speed for cue in found}


def said(*parts: Part) -> tuple[Cue, ...]:
    return cues(parts, lambda _: PACE, PACE)


CALL = (
    syllables("請", "qing3"),
    syllables("零一二", "ling2 yi1 er4", spelled=True),
    syllables("號到三樓", "hao4 dao4 san1 lou2"),
)


def test_the_last_syllable_of_a_clause_is_the_longest() -> None:
    found = lengths(said(*CALL))
    assert max(found, key=lambda char: found[char]) == "樓"
    assert found["樓"] > 1.2 * found["到"]
    assert found["二"] > found["一"]


def test_digits_keep_an_even_pace_whoever_spoke_them() -> None:
    odd = {"零": 500.0, "一": 300.0, "二": 200.0, "三": 400.0}
    group = syllables("零一二三", "ling2 yi1 er4 san1", spelled=True)
    found = cues((group,), lambda piece: odd[piece.said], PACE)
    even = [odd[cue.piece.said] / cue.speed for cue in found[:-1]]
    assert max(even) - min(even) < 1
    assert {cue.pause for cue in found[1:]} == {45.0}


def test_a_hasty_speaker_is_slowed_and_a_slow_one_hurried() -> None:
    hasty = cues((syllables("三樓到", "san1 lou2 dao4"),), lambda _: 200, 200)
    slow = cues((syllables("三樓到", "san1 lou2 dao4"),), lambda _: 450, 450)
    assert all(cue.speed < 1 for cue in hasty)
    assert all(cue.speed > 1 for cue in slow[:-1])


def test_neutral_syllables_are_short_and_soft() -> None:
    found = said(syllables("我們的", "wo3 men5 de5"))
    ours, plural, last = found
    assert PACE / plural.speed < PACE / ours.speed
    assert plural.gain < ours.gain - 2
    assert last.speed >= 1


def test_loudness_and_pitch_sink_in_a_clause_and_begin_anew() -> None:
    found = said(*CALL, Rest(180), *CALL)
    half = len(found) // 2
    for clause in (found[:half], found[half:]):
        assert [cue.pitch for cue in clause] == sorted((cue.pitch for cue in clause), reverse=True)
        assert [cue.gain for cue in clause] == sorted((cue.gain for cue in clause), reverse=True)
        assert 0.95 < clause[-1].pitch < 1 < clause[0].pitch < 1.05


def test_between_whom_and_where_there_is_a_joint() -> None:
    found = {cue.piece.said: cue.pause for cue in said(*CALL)}
    assert found["零"] == found["到"] == 130
    assert found["號"] == 30
    letter = Group((Piece(Kind.LETTER, "A", Path("a")),), spelled=True)
    assert [cue.pause for cue in said(CALL[0], letter, CALL[1])][:3] == [None, 130, 130]


def test_who_is_asked_has_time_to_hear_it() -> None:
    """請到 is heard as 七到 when it is hurried; a third tone further on is short."""
    found = lengths(said(syllables("請到我樓", "qing3 dao4 wo3 lou2")))
    assert found["請"] > 1.15 * found["到"]
    assert found["我"] < found["到"]


def test_phrases_keep_the_pace_and_pitch_in_which_they_were_spoken() -> None:
    pieces = tuple(Piece(Kind.PHRASE, word, Path(word)) for word in ("one", "two"))
    found = said(Group(pieces))
    assert all((cue.speed, cue.pitch) == (1.0, 1.0) for cue in found)


def test_a_rest_at_either_end_says_nothing() -> None:
    found = said(Rest(300), *CALL, Rest(300))
    assert found == said(*CALL)


def test_a_short_rest_that_was_asked_for_is_kept() -> None:
    found = said(CALL[0], Rest(140, asked=True), CALL[1])
    assert found[1].pause == 140
    assert found[1].gain < 0  # it ends no clause


_PARTS = st.lists(
    st.one_of(
        st.builds(Rest, st.integers(0, 10_000), st.booleans()),
        st.builds(
            lambda row, spelled: Group(tuple(row), spelled),
            st.lists(
                st.builds(
                    Piece,
                    st.sampled_from(Kind),
                    st.sampled_from(("號", "到", "三")),
                    st.just(Path("x")),
                    st.sampled_from(("hao4", "a1", "men5", "wu3")),
                ),
                min_size=1,
                max_size=4,
            ),
            st.booleans(),
        ),
    ),
    max_size=8,
)


@given(_PARTS, st.floats(1, 5_000), st.floats(100, 2_000))
def test_whatever_is_said(parts: list[Part], ms: float, pace: float) -> None:
    found = cues(parts, lambda _: ms, pace)
    pieces = [piece for part in parts if isinstance(part, Group) for piece in part.pieces]
    assert [cue.piece for cue in found] == pieces
    asked = any(isinstance(part, Rest) and part.asked for part in parts)
    for number, cue in enumerate(found):
        assert (cue.pause is None) == (number == 0)
        assert 0 <= (cue.pause or 0) <= (LONGEST_BREAK_MS if asked else LONGEST_PAUSE_MS)
        assert cue.speed > 0
        assert -5 <= cue.gain <= 0
        assert 0.96 <= cue.pitch <= 1.04
