"""Proving who one is: our guard, which real clients have been tried on, believes our prover."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.outputs.rtsp.auth import Credentials, Guard, Nonces, Scheme
from callcast.player.outputs.rtsp.challenge import Prover, choose
from callcast.player.outputs.rtsp.errors import Unauthorized

URI = "rtsp://h/hall"
ANNA = Credentials("anna", 'sés"am\\e')


def asked(guard: Guard) -> tuple[str, ...]:
    with pytest.raises(Unauthorized) as refusal:
        guard.check("ANNOUNCE", URI, None, 0.0)
    return tuple(value for _, value in refusal.value.headers)


@pytest.mark.parametrize("scheme", list(Scheme))
def test_our_guard_believes_our_prover(scheme: Scheme) -> None:
    guard = Guard("The hall", ANNA, (scheme,), Nonces(b"secret"))
    challenge = choose(asked(guard))
    assert challenge is not None
    for credentials, right in ((ANNA, True), (Credentials("anna", "wrong"), False), (Credentials("", ""), False)):
        prover = Prover(credentials)
        assert prover.authorization("ANNOUNCE", URI) is None
        prover.take(challenge)
        proof = prover.authorization("ANNOUNCE", URI)
        if right:
            guard.check("ANNOUNCE", URI, proof, 1.0)
        else:
            with pytest.raises(Unauthorized):
                guard.check("ANNOUNCE", URI, proof, 1.0)


def test_the_example_of_the_rfc() -> None:
    """RFC 7616, 3.9.1."""
    both = [
        f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
        for algorithm in ("SHA-256", "MD5")
    ]
    mufasa = Credentials("Mufasa", "Circle of Life")
    for headers, response in (
        (both, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        (both[1:], "8ca523f5e9506fed4657c9700eebdbec"),
    ):
        prover = Prover(mufasa, lambda: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
        challenge = choose(headers)
        assert challenge is not None
        prover.take(challenge)
        proof = prover.authorization("GET", "/dir/index.html") or ""
        assert f'response="{response}"' in proof
        assert "qop=auth, nc=00000001" in proof
        assert 'opaque="FQhe/' in proof
        assert "nc=00000002" in (prover.authorization("GET", "/") or "")


@pytest.mark.parametrize(
    ("headers", "scheme"),
    [
        (['Basic realm="a"'], Scheme.BASIC),
        (['Basic realm="a", Digest realm="a", nonce="b"'], Scheme.MD5),
        (['Digest realm="a, Inc.", nonce="b"', 'Digest realm="a", nonce="c", algorithm=sha-256'], Scheme.SHA256),
        (['Digest realm="a", nonce="b", algorithm=MD5-sess', "Bearer"], None),
        (['Digest realm="a", nonce="b", qop="auth-int"'], None),
        ([], None),
    ],
)
def test_the_strongest_that_can_be_answered_is_chosen(headers: list[str], scheme: Scheme | None) -> None:
    challenge = choose(headers)
    assert (challenge.scheme if challenge else None) == scheme


def test_a_stale_nonce_is_known() -> None:
    challenge = choose(['Digest realm="a", nonce="b", stale=TRUE'])
    assert challenge is not None
    assert challenge.stale


@given(st.lists(st.text(), max_size=3))
def test_any_challenge_can_be_met_or_not(headers: list[str]) -> None:
    challenge = choose(["Digest " + header for header in headers])
    if challenge is not None:
        prover = Prover(ANNA)
        prover.take(challenge)
        assert (prover.authorization("SETUP", URI) or "").startswith("Digest ")
