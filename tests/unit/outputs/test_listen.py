"""What is wrong with a certificate is said in words."""

from pathlib import Path

import pytest
import trustme

from callcast.player.outputs.errors import CannotUseCertificate
from callcast.player.outputs.listen import tls_context


@pytest.fixture
def pems(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate and its key."""
    issued = trustme.CA().issue_cert("localhost")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    issued.cert_chain_pems[0].write_to_path(certificate)
    issued.private_key_pem.write_to_path(key)
    return certificate, key


def test_those_that_belong_together_are_taken(pems: tuple[Path, Path]) -> None:
    tls_context(*pems)


def test_what_is_no_pem(pems: tuple[Path, Path]) -> None:
    pems[0].write_text("no certificate")
    with pytest.raises(CannotUseCertificate, match="or not written in PEM") as caught:
        tls_context(*pems)
    assert "_ssl" not in str(caught.value)


def test_the_key_of_another(pems: tuple[Path, Path]) -> None:
    trustme.CA().issue_cert("localhost").private_key_pem.write_to_path(pems[1])
    with pytest.raises(CannotUseCertificate, match="the key is that of another certificate"):
        tls_context(*pems)


def test_a_file_that_is_not_there(pems: tuple[Path, Path]) -> None:
    pems[1].unlink()
    with pytest.raises(CannotUseCertificate, match="No such file"):
        tls_context(*pems)
