"""Memory in large pages, as a child has it."""

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from callcast.system.memory import in_large_pages

THP = Path("/sys/kernel/mm/transparent_hugepage/enabled")

ASKED = """
kept = bytearray(64 << 20)
print(any(line.startswith("VmFlags:") and " hg" in line for line in open("/proc/self/smaps")))
"""


def test_what_the_environment_says_of_other_things_stays() -> None:
    name = "GLIBC_TUNABLES"
    assert in_large_pages({"A": "b"}) == {"A": "b", name: "glibc.malloc.hugetlb=1"}
    assert in_large_pages({name: "glibc.malloc.check=3"})[name] == "glibc.malloc.check=3:glibc.malloc.hugetlb=1"


def test_who_has_decided_about_it_is_heeded() -> None:
    own = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=0"}
    assert in_large_pages(own) == own


def _heeds() -> bool:
    library, version = platform.libc_ver()
    numbers = tuple(map(int, re.findall(r"\d+", version)[:2]))
    return library == "glibc" and numbers >= (2, 35) and THP.is_file() and "[madvise]" in THP.read_text()


@pytest.mark.skipif(not _heeds(), reason="no GNU libc 2.35, or the system gives large pages to all or to nobody")
def test_a_child_has_its_memory_in_them() -> None:
    plain = {key: value for key, value in os.environ.items() if key != "GLIBC_TUNABLES"}
    said = [
        subprocess.run([sys.executable, "-c", ASKED], env=given, capture_output=True, text=True, check=True).stdout
        for given in (plain, in_large_pages(plain))
    ]
    assert [one.strip() for one in said] == ["False", "True"]
