"""How often something may be tried."""

from hypothesis import given
from hypothesis import strategies as st

from callcast.desk.access.limiter import Limiter, place

LIMIT, WINDOW, MOST = 3, 10.0, 4
steps = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.floats(0, 8)), max_size=60)


@given(steps)
def test_in_no_window_are_more_than_the_limit(tried: list[tuple[str, float]]) -> None:
    """Of who waits as long as they are told; and one who has waited that long is let in."""
    limiter, now = Limiter(LIMIT, WINDOW), 0.0
    let_in: dict[str, list[float]] = {}
    for key, pause in tried:
        now += pause
        wait = limiter.wait(key, now)
        assert 0.0 <= wait <= WINDOW
        if wait == 0.0:
            limiter.count(key, now)
            let_in.setdefault(key, []).append(now)
        else:
            assert limiter.wait(key, now + wait) < 1e-6
    for times in let_in.values():
        for first, after in zip(times, times[LIMIT:], strict=False):
            assert after - first > WINDOW - 1e-6


@given(steps)
def test_it_knows_a_bounded_number_of_keys(tried: list[tuple[str, float]]) -> None:
    limiter, now = Limiter(LIMIT, WINDOW, MOST), 0.0
    for key, pause in tried:
        now += pause
        limiter.count(key, now)
        assert len(limiter) <= MOST


def test_what_was_no_attempt_does_not_count() -> None:
    limiter = Limiter(2, WINDOW)
    for _ in range(2):
        limiter.count("a", 0.0)
    assert limiter.wait("a", 1.0) == 9.0
    limiter.undo("a")
    assert limiter.wait("a", 1.0) == 0.0
    limiter.count("a", 1.0)
    limiter.forget("a")
    assert limiter.wait("a", 1.0) == 0.0
    limiter.undo("nobody")


@given(st.ip_addresses(v=6))
def test_a_home_is_one_place(address: object) -> None:
    text = str(address)
    network = place(text)
    assert place(text) == network
    assert text.startswith("::ffff:") or network.endswith("/64")


def test_places() -> None:
    assert place("127.0.0.1") == place("::ffff:127.0.0.1") == "127.0.0.1"
    assert place("2001:db8::1") == place("2001:db8::ffff:1") != place("2001:db8:0:1::1")
    assert place("") == ""
    assert place("testclient") == "testclient"
