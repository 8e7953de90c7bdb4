"""What must not be seen is not in what is shown."""

from collections.abc import Iterable

from callcast.player.outputs.secret_url import MASK

TELLING = 4
"""So many letters of a secret at the end of a text, where it may have been cut off, are too many."""


def redacted(text: str, secrets: Iterable[str]) -> str:
    """`text` with `MASK` for each of the secrets, and for the beginning of one that ends it."""
    hidden = sorted({secret for secret in secrets if secret.strip("*")}, key=len, reverse=True)
    before = None
    while before != text:  # what stands together once something between was taken out may be one, too
        before = text
        for secret in hidden:
            text = text.replace(secret, MASK)
    return _without_cut(text, hidden)


def _without_cut(text: str, hidden: Iterable[str]) -> str:
    """ffmpeg, and whoever reads it, cuts long lines, perhaps in the middle of a secret."""
    cuts = [n for secret in hidden for n in range(TELLING, len(secret)) if text.endswith(secret[:n])]
    return text[: -max(cuts)] + MASK if cuts else text
