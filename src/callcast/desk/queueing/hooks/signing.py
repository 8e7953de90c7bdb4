"""Signatures, by which a receiver knows that it was us, and now."""

import hashlib
import hmac

HEADER = "Callcast-Signature"


def signature(secret: str, at: int, body: bytes) -> str:
    """For the header: `t=` Unix seconds, `v1=` the HMAC-SHA256 of those, a full stop and the body, in hex."""
    signed = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"
