"""Secrets, and what is made of them."""

from hypothesis import assume, given
from hypothesis import strategies as st

from callcast.desk.access import secret

kinds = st.sampled_from(["session", "token", "device", "machine", "first", "pairing"])
anything = st.text(st.characters(exclude_categories=()), max_size=60)


@given(kinds)
def test_what_was_made_is_known_for_what_it_is(kind: secret.Kind) -> None:
    made = secret.fresh(kind)
    assert secret.kind_of(made) == kind
    assert secret.bearer(f"Bearer {made}") == secret.bearer(f"bearer  {made} ") == made
    assert made not in secret.digest(made)
    assert made not in secret.csrf_of(made)


@given(anything)
def test_whatever_comes_is_read_without_a_fault(text: str) -> None:
    """And what is no secret is none."""
    assert secret.kind_of(text) is None
    assert secret.bearer(text) in (None, text.strip(" ").partition(" ")[2].strip(" "))
    assert len(secret.digest(text)) == 64
    secret.csrf_of(text)


@given(anything, anything)
def test_only_the_same_is_the_same(left: str, right: str) -> None:
    assert secret.same(left, right) is (left == right)
    assume(left != right)
    assert secret.digest(left) != secret.digest(right)
    assert secret.csrf_of(left) != secret.csrf_of(right)


@given(kinds, st.integers(0, 46), st.characters())
def test_a_changed_letter_makes_another_of_it(kind: secret.Kind, at: int, letter: str) -> None:
    made = secret.fresh(kind)
    changed = made[:at] + letter + made[at + 1 :]
    assume(changed != made)
    assert secret.digest(changed) != secret.digest(made)
    assert secret.csrf_of(changed) != secret.csrf_of(made)


def test_two_are_never_the_same() -> None:
    assert len({secret.fresh("token") for _ in range(1_000)}) == 1_000
