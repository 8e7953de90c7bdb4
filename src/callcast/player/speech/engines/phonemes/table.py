"""Tables of sounds, written shortly."""


def table(*lines: str) -> dict[str, str]:
    """`key value|key value` as a mapping."""
    return dict(pair.split(" ") for line in lines for pair in line.strip("|").split("|"))
