"""Basic and Digest."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.outputs.rtsp.auth import (
    Credentials,
    Guard,
    Nonces,
    Scheme,
    covers,
    digest_response,
    parse_parameters,
)
from callcast.player.outputs.rtsp.errors import Unauthorized

WHO = Credentials("Mufasa", "Circle of Life")
URI = "rtsp://host/hall"
ALL = (Scheme.SHA256, Scheme.MD5, Scheme.BASIC)


def guard(*schemes: Scheme) -> Guard:
    return Guard("Callcast", WHO, schemes or ALL, Nonces(b"secret", lifetime=300))


def digest(
    challenge: str, who: Credentials = WHO, *, uri: str = URI, method: str = "DESCRIBE", qop: bool = False
) -> str:
    given = parse_parameters(challenge.removeprefix("Digest "))
    scheme = Scheme.SHA256 if given["algorithm"] == "SHA-256" else Scheme.MD5
    given |= {"uri": uri, **({"qop": "auth", "nc": "00000001", "cnonce": "abc"} if qop else {})}
    response = digest_response(scheme, who, given["realm"], method, given)
    fields = ("realm", "nonce", "uri", "algorithm", "cnonce")
    quoted = ", ".join(f'{key}="{given[key]}"' for key in fields if key in given)
    bare = ", qop=auth, nc=00000001" if qop else ""
    return f'Digest username="{who.user}", {quoted}{bare}, response="{response}"'


def test_the_examples_of_rfc_7616() -> None:
    example = {
        "uri": "/dir/index.html",
        "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        "nc": "00000001",
        "cnonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        "qop": "auth",
    }
    right = {
        Scheme.MD5: "8ca523f5e9506fed4657c9700eebdbec",
        Scheme.SHA256: "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    }
    for scheme, response in right.items():
        assert digest_response(scheme, WHO, "http-auth@example.org", "GET", example) == response


def test_challenges_come_in_the_order_of_the_setting() -> None:
    sha, md5, basic = guard().challenges(0)
    assert 'algorithm="SHA-256"' in sha
    assert 'algorithm="MD5"' in md5
    assert basic.startswith('Basic realm="Callcast"')


@pytest.mark.parametrize("qop", [False, True])
@pytest.mark.parametrize("number", [0, 1])
def test_digest_lets_in_who_knows(number: int, qop: bool) -> None:
    door = guard()
    door.check("DESCRIBE", URI, digest(door.challenges(0)[number], qop=qop), 299)


def test_an_old_nonce_is_stale_and_a_wrong_password_is_not() -> None:
    door = guard()
    old = digest(door.challenges(0)[1])
    with pytest.raises(Unauthorized) as stale:
        door.check("DESCRIBE", URI, old, 301)
    assert all("stale=true" in text for _, text in stale.value.headers if text.startswith("Digest"))
    with pytest.raises(Unauthorized) as wrong:
        door.check("DESCRIBE", URI, digest(door.challenges(0)[1], Credentials("Mufasa", "x")), 301)
    assert not any("stale" in text for _, text in wrong.value.headers)


def test_another_servers_nonce_method_or_path_is_refused() -> None:
    door, other = guard(), Guard("Callcast", WHO, ALL, Nonces(b"other"))
    for text, method, uri in (
        (digest(other.challenges(0)[1]), "DESCRIBE", URI),
        (digest(door.challenges(0)[1]), "SETUP", URI),
        (digest(door.challenges(0)[1], uri="rtsp://host/lobby"), "DESCRIBE", URI),
    ):
        with pytest.raises(Unauthorized):
            door.check(method, uri, text, 1)


def test_a_scheme_that_is_not_offered_is_refused() -> None:
    basic = "Basic " + base64.b64encode(b"Mufasa:Circle of Life").decode()
    guard(Scheme.BASIC).check("DESCRIBE", URI, basic, 0)
    with pytest.raises(Unauthorized):
        guard(Scheme.MD5).check("DESCRIBE", URI, basic, 0)
    md5 = guard(Scheme.MD5)
    with pytest.raises(Unauthorized):
        guard(Scheme.SHA256).check("DESCRIBE", URI, digest(md5.challenges(0)[0]), 0)


def test_a_digest_covers_what_is_below_it_and_nothing_beside() -> None:
    assert covers(URI, f"{URI}/track1")
    assert covers(f"{URI}/", URI)
    assert not covers(URI, f"{URI}way")
    assert not covers("", URI)


@given(
    st.text(max_size=200), st.sampled_from(["", "Basic ", "Digest ", 'Digest nonce="', "Digest algorithm=MD5,nonce="])
)
def test_any_text_raises_nothing_but_unauthorized(text: str, start: str) -> None:
    with pytest.raises(Unauthorized):
        guard().check("DESCRIBE", URI, start + text, 0)


def test_the_password_is_in_no_text() -> None:
    assert "Circle" not in repr(WHO)
